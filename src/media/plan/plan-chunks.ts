import { type Grid, segmentCount, segmentDuration, segmentStart } from '../grid/grid.ts';
import { toNumber } from '../rational.ts';
import type { Chunk } from './plan.ts';

/** How runs of segments are chosen; all in seconds of video. */
export interface ChunkPolicy {
  /** Chunks up to this length are wanted: small enough to lose little and to share between workers. */
  readonly wantedSeconds: number;
  /** Never longer than this. */
  readonly longestSeconds: number;
  /** Towards the end, chunks are to be at most this share of what is left; undefined: the end is like the rest. */
  readonly shareOfRest?: number;
}

/** Three segments of 4 s: at one segment a chunk, starting and pre-roll cost 10 %, at three about 2 % (encoding.md, 3). */
const EVEN_CHUNKS: ChunkPolicy = { wantedSeconds: 12, longestSeconds: 60 };

/**
 * Chunks get smaller where a video ends: encoders that share it come to its end together, and none waits while another works on
 * a last chunk of half a minute. (Guided self-scheduling takes 1/encoders of the rest; 1/3 serves two and four nearly as well, by
 * simulation over sources with key frames every 8.3 and 10 s: a tenth less time, half a percent more work.)
 */
const DEFAULT_CHUNK_POLICY: ChunkPolicy = { ...EVEN_CHUNKS, shareOfRest: 1 / 3 };

/** What starting one FFmpeg costs, in seconds of decoding (0.11 s of start, measured, at about four times real time). */
const START_COST_SECONDS = 0.4;

/** Price of each second beyond the wanted length, against a second of decoding that is thrown away. */
const LENGTH_PRICE = 0.05;

/** Price of each second beyond the share of the rest: it costs all other encoders of the machine, not one. */
const SHARE_PRICE = 1;

/** Nothing smaller is asked for at the end: one segment. */
const SMALLEST_SECONDS = 4;

/** A plan of chunks with what it throws away. */
export interface ChunkPlan {
  readonly chunks: readonly Chunk[];
  /** Seconds decoded only to reach the first frame of a chunk, over the whole video. */
  readonly wastedSeconds: number;
}

/**
 * Cuts the timeline into chunks that begin where decoding can begin cheaply.
 *
 * Decoding starts at the key frame before a chunk, so a chunk that begins just before a key frame wastes almost a whole
 * group of pictures. Chooses the cheapest boundaries by dynamic programming over the segments.
 * `keyFrameTimes` are seconds on the timeline, ascending; empty means that every place is as good.
 */
export function planChunks(grid: Grid, keyFrameTimes: readonly number[], policy = DEFAULT_CHUNK_POLICY): ChunkPlan {
  const count = segmentCount(grid);
  const starts = Array.from({ length: count + 1 }, (_, i) => toNumber(segmentStart(grid, i)));
  const total = at(starts, count);
  const waste = starts.map((start) => preRollSeconds(start, keyFrameTimes));
  const best: { cost: number; previous: number }[] = [{ cost: 0, previous: 0 }];
  for (let end = 1; end <= count; end++) {
    let choice = { cost: Infinity, previous: end - 1 };
    for (let first = end - 1; first >= 0; first--) {
      const seconds = at(starts, end) - at(starts, first);
      if (seconds > policy.longestSeconds && first < end - 1) break;
      const tooLong = Math.max(0, seconds - policy.wantedSeconds) * LENGTH_PRICE;
      const share = policy.shareOfRest === undefined ? Infinity : (total - at(starts, first)) * policy.shareOfRest;
      const beyondShare = Math.max(0, seconds - Math.max(SMALLEST_SECONDS, share)) * SHARE_PRICE;
      const cost = at(best, first).cost + START_COST_SECONDS + at(waste, first) + tooLong + beyondShare;
      if (cost < choice.cost) choice = { cost, previous: first };
    }
    best.push(choice);
  }
  const chunks: Chunk[] = [];
  for (let end = count; end > 0; end = at(best, end).previous) {
    const firstSegment = at(best, end).previous;
    chunks.unshift({ firstSegment, segmentCount: end - firstSegment });
  }
  return { chunks, wastedSeconds: chunks.reduce((sum, chunk) => sum + at(waste, chunk.firstSegment), 0) };
}

/** Seconds that must be thrown away at least to cut a video into chunks. */
export function leastWastedSeconds(grid: Grid, keyFrameTimes: readonly number[]): number {
  return planChunks(grid, keyFrameTimes, EVEN_CHUNKS).wastedSeconds;
}

/** Audio chunks: long, since each begins with 6 s of pre-roll that are thrown away; the first short, since somebody waits. */
export function planAudioChunks(grid: Grid): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let firstSegment = 0;
  let seconds = 0;
  for (let i = 0; i < segmentCount(grid); i++) {
    seconds += toNumber(segmentDuration(grid, i));
    const wanted = firstSegment === 0 ? FIRST_AUDIO_CHUNK_SECONDS : AUDIO_CHUNK_SECONDS;
    if (seconds < wanted && i < segmentCount(grid) - 1) continue;
    chunks.push({ firstSegment, segmentCount: i + 1 - firstSegment });
    firstSegment = i + 1;
    seconds = 0;
  }
  return chunks;
}

const FIRST_AUDIO_CHUNK_SECONDS = 10;
const AUDIO_CHUNK_SECONDS = 60;

/** Seconds from the last key frame at or before a time to that time. */
function preRollSeconds(time: number, keyFrameTimes: readonly number[]): number {
  let low = 0;
  let high = keyFrameTimes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(keyFrameTimes, middle) <= time + 1e-6) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : Math.max(0, time - at(keyFrameTimes, low - 1));
}

function at<T>(values: readonly T[], index: number): T {
  return values[index] as T;
}
