import type { Measurement } from '../measure/measure-run.ts';
import type { VmafScore } from '../quality/vmaf.ts';
import type { SourceKind } from '../sources/bench-source.ts';
import type { Machine } from './machine.ts';
import type { ServedResults } from './served-results.ts';

/** What one contender made of one source. */
export interface ContenderResult extends Measurement {
  readonly name: string;
  readonly about: string;
  /** Highest first. */
  readonly renditions: readonly RenditionResult[];
}

/** One rendition: its bytes (with sound where that is in the same files) and, unless left out, its quality. */
export interface RenditionResult {
  readonly height: number;
  readonly bytes: number;
  readonly vmaf?: VmafScore;
}

/** One source, made into a stream by each contender. */
export interface SourceResult {
  readonly kind: SourceKind;
  readonly seconds: number;
  readonly description: string;
  /** The classic command first, then Lectern, then others. */
  readonly contenders: readonly ContenderResult[];
}

/** How long Lectern and the classic command took for a source of one length. */
export interface LengthPoint {
  readonly seconds: number;
  readonly wallSeconds: number;
  readonly firstSeconds: number;
}

/** What is known about one kind of source by length. */
export interface LengthResult {
  readonly kind: SourceKind;
  /** Two lengths, the shorter first. */
  readonly lectern: readonly [LengthPoint, LengthPoint];
  readonly classic: LengthPoint;
}

/** A whole run, as it is written to JSON. */
export interface BenchResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly ladder: readonly number[];
  readonly sources: readonly SourceResult[];
  readonly lengths: readonly LengthResult[];
  /** What was measured of a running server. */
  readonly served: ServedResults;
  /** Parts that could not be measured, with the reason. */
  readonly failures: readonly { readonly part: string; readonly reason: string }[];
}
