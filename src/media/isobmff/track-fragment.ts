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

// Twelve hours of AAC in one fragment. Beyond it only a file made to fill the memory.
const MAX_SAMPLES = 2 ** 21;
const NON_SYNC_SAMPLE = 0x10000;

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
 * Reads the `trun` boxes of one traf (§8.8.8). `base` is what their data offsets count from, `mdats` where the data must lie.
 *
 * `dataEnd` is the byte after the last sample. Throws MediaError when a run leaves its mdat, when a duration or size is nowhere
 * given, and above 2 million samples.
 */
export function readTrackSamples(
  bytes: Uint8Array,
  truns: readonly Box[],
  header: TrackFragmentHeader,
  where: { readonly base: number; readonly mdats: readonly Box[]; readonly track: TrackFacts | undefined },
): { samples: FragmentSample[]; durationTicks: number; dataEnd: number } {
  const defaults: SampleDefaults = {
    durationTicks: header.durationTicks ?? where.track?.defaultSampleDuration,
    sizeBytes: header.sizeBytes ?? where.track?.defaultSampleSize,
    flags: header.flags ?? where.track?.defaultSampleFlags ?? 0,
  };
  const samples: FragmentSample[] = [];
  let dataEnd = where.base;
  for (const trun of truns) dataEnd = readRun(bytes, trun, { ...where, next: dataEnd }, defaults, samples);
  let durationTicks = 0;
  for (const sample of samples) durationTicks += sample.durationTicks;
  return { samples, durationTicks, dataEnd };
}

interface SampleDefaults {
  readonly durationTicks: number | undefined;
  readonly sizeBytes: number | undefined;
  readonly flags: number;
}

/** Appends the samples of one trun and returns where its data ends. */
function readRun(
  bytes: Uint8Array,
  trun: Box,
  where: { readonly base: number; readonly next: number; readonly mdats: readonly Box[] },
  defaults: SampleDefaults,
  samples: FragmentSample[],
): number {
  const reader = ByteReader.inBox(bytes, trun);
  const { version, flags } = reader.versionAndFlags();
  const count = reader.u32();
  if (samples.length + count > MAX_SAMPLES) {
    reader.fail(`at most ${MAX_SAMPLES} samples in a fragment`, String(samples.length + count));
  }
  let offset = flags & 0x01 ? where.base + reader.i32() : where.next;
  const firstFlags = flags & 0x04 ? reader.u32() : undefined;
  if (count === 0) return offset;
  const mdat = where.mdats.find((box) => offset >= box.offset + box.headerSize && offset <= box.offset + box.size);
  if (!mdat) return reader.fail('its data in a mdat of this fragment', `byte ${offset}`);
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
