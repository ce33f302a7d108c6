import { MediaError } from '../media-error.ts';
import { type Box, childrenOf, walkBoxes } from './box.ts';
import { ByteReader } from './byte-reader.ts';
import type { TrackFacts } from './init.ts';
import {
  type FragmentSample,
  type TrackFragmentHeader,
  type SampleBudget,
  sampleBudget,
  readTrackFragmentHeader,
  readTrackSamples,
} from './track-fragment.ts';

export type { FragmentSample } from './track-fragment.ts';

/** What one moof says about one track. */
export interface FragmentFacts {
  readonly sequenceNumber: number;
  readonly trackId: number;
  /** Decode time of the first sample (tfdt). */
  readonly baseDecodeTimeTicks: number;
  /** Sum of the sample durations. */
  readonly durationTicks: number;
  /** In decoding order. */
  readonly samples: FragmentSample[];
}

/**
 * Reads exactly one fragment: a moof and its mdat; styp, sidx, prft and the like may surround them.
 *
 * Of several trafs the first of `track` is read, or the first of all when no track is given. `track` also supplies the
 * defaults of its trex. Throws MediaError when there is no such traf, when tfdt is missing, when a duration or size is
 * nowhere given, or when a sample lies outside the mdat.
 */
export function readFragment(bytes: Uint8Array, track?: TrackFacts): FragmentFacts {
  const fragments = groupFragments(walkBoxes(bytes));
  const [only] = fragments;
  if (!only || fragments.length > 1) throw new MediaError(`fragment: wanted one moof, got ${fragments.length}`);
  const facts = readMoof(bytes, only, track, sampleBudget(bytes.length));
  if (!facts) {
    const wanted = track ? `a traf of track ${track.trackId}` : 'a traf';
    throw new MediaError(`moof at byte ${only.moof.offset}: wanted ${wanted}, got none`);
  }
  return facts;
}

/**
 * Reads every fragment of a file, in order; offsets count from the start of `bytes`. With `track`, fragments that hold
 * nothing of it are left out. May return none. Throws as `readFragment` does.
 */
export function readFragments(bytes: Uint8Array, track?: TrackFacts): FragmentFacts[] {
  const budget = sampleBudget(bytes.length);
  const fragments = groupFragments(walkBoxes(bytes)).map((fragment) => readMoof(bytes, fragment, track, budget));
  return fragments.filter((facts) => facts !== undefined);
}

interface Fragment {
  readonly moof: Box;
  readonly mdats: Box[];
}

function groupFragments(topLevel: Box[]): Fragment[] {
  const fragments: Fragment[] = [];
  for (const box of topLevel) {
    if (box.type === 'moof') fragments.push({ moof: box, mdats: [] });
    if (box.type === 'mdat') fragments.at(-1)?.mdats.push(box);
  }
  return fragments;
}

function readMoof(
  bytes: Uint8Array,
  { moof, mdats }: Fragment,
  track: TrackFacts | undefined,
  budget: SampleBudget,
): FragmentFacts | undefined {
  const inMoof = childrenOf(bytes, moof);
  const mfhd = inMoof.find((box) => box.type === 'mfhd');
  if (!mfhd) throw new MediaError(`moof at byte ${moof.offset}: wanted a mfhd, got none`);
  const sequence = ByteReader.inBox(bytes, mfhd);
  sequence.versionAndFlags();
  const sequenceNumber = sequence.u32();

  const trafs = inMoof.filter((box) => box.type === 'traf').map((traf) => readTraf(bytes, traf));
  const wanted = trafs.findIndex(({ header }) => !track || header.trackId === track.trackId);
  const traf = trafs[wanted];
  if (!traf) return undefined;
  const baseDecodeTimeTicks = readDecodeTime(bytes, traf);
  const base = dataBase(bytes, { moof, mdats }, trafs, wanted, budget);
  const { samples, durationTicks } = readTrackSamples(bytes, traf.truns, traf.header, { base, mdats, track, budget });
  return { sequenceNumber, trackId: traf.header.trackId, baseDecodeTimeTicks, durationTicks, samples };
}

interface Traf {
  readonly box: Box;
  readonly header: TrackFragmentHeader;
  readonly tfdt: Box | undefined;
  readonly truns: Box[];
}

function readTraf(bytes: Uint8Array, box: Box): Traf {
  const children = childrenOf(bytes, box);
  const tfhd = children.find((candidate) => candidate.type === 'tfhd');
  if (!tfhd) throw new MediaError(`traf at byte ${box.offset}: wanted a tfhd, got none`);
  return {
    box,
    header: readTrackFragmentHeader(bytes, tfhd),
    tfdt: children.find((candidate) => candidate.type === 'tfdt'),
    truns: children.filter((candidate) => candidate.type === 'trun'),
  };
}

function readDecodeTime(bytes: Uint8Array, traf: Traf): number {
  if (!traf.tfdt) throw new MediaError(`traf at byte ${traf.box.offset}: wanted a tfdt, got none`);
  const reader = ByteReader.inBox(bytes, traf.tfdt);
  return reader.versionAndFlags().version === 1 ? reader.u64() : reader.u32();
}

/**
 * What the data offsets of a traf count from (ISO/IEC 14496-12 §8.8.7.1): its own base, the moof, or, for a later traf
 * that says neither, the end of the data of the traf before it.
 */
function dataBase(
  bytes: Uint8Array,
  { moof, mdats }: Fragment,
  trafs: readonly Traf[],
  wanted: number,
  budget: SampleBudget,
): number {
  const ownBase = ({ header }: Traf): number | undefined =>
    header.baseDataOffset ?? (header.isBaseMoof ? moof.offset : undefined);
  const own = ownBase(trafs[wanted]!);
  if (own !== undefined) return own;
  let end = moof.offset;
  for (const traf of trafs.slice(0, wanted)) {
    const context = { base: ownBase(traf) ?? end, mdats, track: undefined, budget };
    end = readTrackSamples(bytes, traf.truns, traf.header, context).dataEnd;
  }
  return end;
}
