import type { Box } from './box.ts';
import { ByteReader } from './byte-reader.ts';
import type { TrackFacts } from './init.ts';

/** One sample of a fragment. */
export interface FragmentSample {
  readonly durationTicks: number;
  readonly sizeBytes: number;
  /** Whether decoding can start here. */
  readonly isSync: boolean;
  /** Presentation minus decode time; may be negative. */
  readonly compositionOffsetTicks: number;
  /** Of its data, in the bytes that were read. */
  readonly offsetBytes: number;
}

/** A `tfhd` (ISO/IEC 14496-12 §8.8.7). */
export interface TrackFragmentHeader {
  readonly trackId: number;
  readonly baseDataOffset?: number;
  readonly isBaseMoof: boolean;
  readonly durationTicks?: number;
  readonly sizeBytes?: number;
  readonly flags?: number;
}

// Nineteen hours of video at 60 frames per second. Beyond it only a file made to fill the memory.
const MAX_SAMPLES = 2 ** 22;
const NON_SYNC_SAMPLE = 0x10000;

/**
 * How many samples may still be read from a file, so that a few bytes cannot ask for billions; it shrinks as they are
 * read.
 */
export interface SampleBudget {
  samplesLeft: number;
}

/** No sample costs less than a byte, in the mdat or in its trun, and no file has more than 4 million. */
export function sampleBudget(fileBytes: number): SampleBudget {
  return { samplesLeft: Math.min(fileBytes, MAX_SAMPLES) };
}

/** What the samples of one traf are read against. */
export interface SampleContext {
  /** What data offsets count from. */
  readonly base: number;
  /** Where the data must lie, in file order. */
  readonly mdats: readonly Box[];
  /** Supplies the defaults of its trex. */
  readonly track: TrackFacts | undefined;
  readonly budget: SampleBudget;
}

/** Reads a `tfhd`. Throws MediaError when it is cut short. */
export function readTrackFragmentHeader(bytes: Uint8Array, tfhd: Box): TrackFragmentHeader {
  const reader = ByteReader.inBox(bytes, tfhd);
  const { flags } = reader.versionAndFlags();
  const trackId = reader.u32();
  const baseDataOffset = flags & 0x01 ? reader.u64() : undefined;
  if (flags & 0x02) reader.skip(4);
  const durationTicks = flags & 0x08 ? reader.u32() : undefined;
  const sizeBytes = flags & 0x10 ? reader.u32() : undefined;
  const sampleFlags = flags & 0x20 ? reader.u32() : undefined;
  return {
    trackId,
    isBaseMoof: (flags & 0x020000) !== 0,
    ...(baseDataOffset !== undefined && { baseDataOffset }),
    ...(durationTicks !== undefined && { durationTicks }),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(sampleFlags !== undefined && { flags: sampleFlags }),
  };
}

/**
 * Reads the `trun` boxes of one traf (§8.8.8). `dataEnd` is the byte after the last sample.
 *
 * Throws MediaError when a run leaves its mdat, when a duration or size is nowhere given, and above the budget.
 */
export function readTrackSamples(
  bytes: Uint8Array,
  truns: readonly Box[],
  header: TrackFragmentHeader,
  context: SampleContext,
): { samples: FragmentSample[]; durationTicks: number; dataEnd: number } {
  const defaults: SampleDefaults = {
    durationTicks: header.durationTicks ?? context.track?.defaultSampleDuration,
    sizeBytes: header.sizeBytes ?? context.track?.defaultSampleSize,
    flags: header.flags ?? context.track?.defaultSampleFlags ?? 0,
  };
  const samples: FragmentSample[] = [];
  let dataEnd = context.base;
  for (const trun of truns) dataEnd = readRun(bytes, trun, context, dataEnd, defaults, samples);
  let durationTicks = 0;
  for (const sample of samples) durationTicks += sample.durationTicks;
  return { samples, durationTicks, dataEnd };
}

interface SampleDefaults {
  readonly durationTicks: number | undefined;
  readonly sizeBytes: number | undefined;
  readonly flags: number;
}

/** Appends the samples of one trun and returns where its data ends; `next` is where the run before it ended. */
function readRun(
  bytes: Uint8Array,
  trun: Box,
  context: SampleContext,
  next: number,
  defaults: SampleDefaults,
  samples: FragmentSample[],
): number {
  const reader = ByteReader.inBox(bytes, trun);
  const { version, flags } = reader.versionAndFlags();
  const count = reader.u32();
  let offset = flags & 0x01 ? context.base + reader.i32() : next;
  const firstFlags = flags & 0x04 ? reader.u32() : undefined;
  if (count === 0) return offset;
  if (count > context.budget.samplesLeft) reader.fail(`at most ${context.budget.samplesLeft} samples`, String(count));
  context.budget.samplesLeft -= count;
  const mdat = lastBefore(context.mdats, offset);
  if (!mdat || offset > mdat.offset + mdat.size)
    return reader.fail('its data in a mdat of this fragment', `byte ${offset}`);
  const mdatEnd = mdat.offset + mdat.size;
  for (let i = 0; i < count; i++) {
    const durationTicks =
      flags & 0x100 ? reader.u32() : (defaults.durationTicks ?? reader.fail('a sample duration', 'none'));
    const sizeBytes = flags & 0x200 ? reader.u32() : (defaults.sizeBytes ?? reader.fail('a sample size', 'none'));
    const ownFlags = flags & 0x400 ? reader.u32() : undefined;
    // §8.8.8.1: first-sample-flags and sample-flags exclude each other; the first wins when a file has both.
    const sampleFlags = (i === 0 ? firstFlags : undefined) ?? ownFlags ?? defaults.flags;
    const compositionOffsetTicks = flags & 0x800 ? (version === 0 ? reader.u32() : reader.i32()) : 0;
    if (sizeBytes > mdatEnd - offset) {
      reader.fail(`sample ${i} to end inside the mdat, by byte ${mdatEnd}`, `byte ${offset + sizeBytes}`);
    }
    const isSync = (sampleFlags & NON_SYNC_SAMPLE) === 0;
    samples.push({ durationTicks, sizeBytes, isSync, compositionOffsetTicks, offsetBytes: offset });
    offset += sizeBytes;
  }
  return offset;
}

/**
 * The last mdat whose payload begins at or before the offset. Halves its way: files with 100,000 of each exist on
 * purpose.
 */
function lastBefore(mdats: readonly Box[], offset: number): Box | undefined {
  let low = 0;
  let high = mdats.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const mdat = mdats[middle]!;
    if (mdat.offset + mdat.headerSize <= offset) low = middle + 1;
    else high = middle;
  }
  return mdats[low - 1];
}
