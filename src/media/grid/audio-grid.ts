import { ceil, divide, multiply, rational, subtract } from '../rational.ts';
import { type Grid, segmentCount, segmentStart } from './grid.ts';

/** Samples per channel in one AAC-LC frame (ISO/IEC 14496-3, 4.5.2.1.1). */
export const SAMPLES_PER_FRAME = 1024;

/** Where the AAC frames of a track lie: frame j begins at sample `firstFrameSample + 1024 j`. */
export interface AudioFrameGrid {
  readonly sampleRate: number;
  /**
   * 0 for encoded audio. For copied audio from -1023 to 0: a source whose frames are not on multiples of 1024 keeps
   * its own phase, and frame 0 is cut to the part after zero (encoding.md, 9: no hole at the start).
   */
  readonly firstFrameSample: number;
}

/**
 * First AAC frame of an audio segment: segment k holds the frames that *begin* inside it.
 *
 * `index` may be the number of segments; the result is then the number of frames of the whole track.
 */
export function audioSegmentStartFrame(grid: Grid, track: AudioFrameGrid, index: number): number {
  if (index === 0) return 0;
  const startSample = multiply(segmentStart(grid, index), rational(track.sampleRate));
  return ceil(divide(subtract(startSample, rational(track.firstFrameSample)), rational(SAMPLES_PER_FRAME)));
}

/** AAC frames of the whole track: it ends within one frame after the picture. */
export function audioFrameCount(grid: Grid, track: AudioFrameGrid): number {
  return audioSegmentStartFrame(grid, track, segmentCount(grid));
}

/** Sample at which a frame is heard, never negative. */
export function audioFrameStartSample(track: AudioFrameGrid, frame: number): number {
  return Math.max(0, track.firstFrameSample + frame * SAMPLES_PER_FRAME);
}
