import { type Grid, segmentStartFrame } from '../grid/grid.ts';
import type { VideoRendition } from './plan.ts';

/** First frame of a segment in the rendition's own frame numbers; `index` may be the number of segments, for the end. */
export function renditionStartFrame(grid: Grid, rendition: Pick<VideoRendition, 'isHalfRate'>, index: number): number {
  const frame = segmentStartFrame(grid, index);
  // Boundaries are even where a half rate exists; only the end of the timeline may be odd, and shows its last frame.
  return rendition.isHalfRate ? Math.ceil(frame / 2) : frame;
}

/** Number of frames in a segment of this rendition. */
export function renditionSegmentFrames(
  grid: Grid,
  rendition: Pick<VideoRendition, 'isHalfRate'>,
  index: number,
): number {
  return renditionStartFrame(grid, rendition, index + 1) - renditionStartFrame(grid, rendition, index);
}
