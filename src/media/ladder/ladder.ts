/** One rung that a video may get: a size bound and its rate cap. */
export interface LadderRung {
  /** Bound of the picture's short side in pixels; also the name (`720` -> `720p`). */
  readonly shortSidePixels: number;
  /** Cap of the video rate (VBV maxrate before the 1.07 head room), not a target: slides cost what slides need. */
  readonly maxBitrateBps: number;
}

/** Every rung Lectern knows, lowest first: the ladder its users know (hls-rules.md), with 240p, 1440p and 2160p by setting. */
export const ALL_RUNGS: readonly LadderRung[] = [
  { shortSidePixels: 240, maxBitrateBps: 400_000 },
  { shortSidePixels: 360, maxBitrateBps: 800_000 },
  { shortSidePixels: 480, maxBitrateBps: 1_400_000 },
  { shortSidePixels: 720, maxBitrateBps: 2_800_000 },
  { shortSidePixels: 1080, maxBitrateBps: 5_000_000 },
  { shortSidePixels: 1440, maxBitrateBps: 9_000_000 },
  { shortSidePixels: 2160, maxBitrateBps: 16_000_000 },
];

/** Short sides used when nothing else is set. */
export const DEFAULT_RUNGS: readonly number[] = [360, 480, 720, 1080];
