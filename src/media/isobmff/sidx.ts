import type { Box } from './box.ts';
import { ByteReader } from './byte-reader.ts';

/** A segment index (ISO/IEC 14496-12 §8.16.3). */
export interface SegmentIndex {
  /** The track it was made for. */
  readonly referenceId: number;
  /** Ticks per second; never 0. */
  readonly timescale: number;
  readonly earliestPresentationTimeTicks: number;
  /** From the first byte after the box to the first referenced byte. */
  readonly firstOffsetBytes: number;
  readonly references: SegmentReference[];
}

/** One entry: a piece of media, or another index. */
export interface SegmentReference {
  readonly kind: 'media' | 'index';
  readonly sizeBytes: number;
  readonly durationTicks: number;
  readonly startsWithSap: boolean;
  /** 0 when unknown; 1 and 2 are what a player can start at. */
  readonly sapType: number;
}

/** Reads one `sidx` box found by `walkBoxes`. Throws MediaError when it is cut short or its timescale is 0. */
export function readSidx(bytes: Uint8Array, box: Box): SegmentIndex {
  const reader = ByteReader.inBox(bytes, box);
  const { version } = reader.versionAndFlags();
  const referenceId = reader.u32();
  const timescale = reader.u32();
  if (timescale === 0) reader.fail('a timescale above 0', '0');
  const earliestPresentationTimeTicks = version === 0 ? reader.u32() : reader.u64();
  const firstOffsetBytes = version === 0 ? reader.u32() : reader.u64();
  reader.skip(2);
  const count = reader.u16();
  const references: SegmentReference[] = [];
  for (let i = 0; i < count; i++) {
    const typeAndSize = reader.u32();
    const durationTicks = reader.u32();
    const sap = reader.u32();
    references.push({
      kind: typeAndSize >= 2 ** 31 ? 'index' : 'media',
      sizeBytes: typeAndSize % 2 ** 31,
      durationTicks,
      startsWithSap: sap >= 2 ** 31,
      sapType: (sap >>> 28) & 7,
    });
  }
  return { referenceId, timescale, earliestPresentationTimeTicks, firstOffsetBytes, references };
}
