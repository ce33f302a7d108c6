import { expect } from 'vitest';

import { CUT_SECONDS, type Sample } from './samples.ts';

/** What became of a sample. */
interface Outcome {
  readonly seconds: number;
  /** Of pictures alone, lowest first. */
  readonly renditions: readonly { readonly width: number; readonly height: number }[];
}

/** The best rendition has the shape of the picture as it is shown, upright and with square pixels. */
export function expectRightShape(sample: Sample, { renditions }: Outcome, largest = 1080): void {
  const { displayWidth, displayHeight, features } = sample;
  if (features.includes('multi-video')) return; // the manifest tells of the first picture, players show the default one
  const best = renditions.at(-1);
  const [width, height] = [displayWidth ?? 640, displayHeight ?? 360];
  expect(best).toBeDefined();
  // Sides are even numbers, so either may be a pixel off, and 16 at least.
  const [wide, high] = [best?.width ?? 0, best?.height ?? 0];
  const allowed = 1 / wide + 1 / high + 0.002;
  if (Math.min(width, height) >= 16)
    expect(Math.abs((wide / high) * (height / width) - 1), `${wide}x${high}`).toBeLessThanOrEqual(allowed);
  expect(Math.min(wide, high)).toBeLessThanOrEqual(Math.max(16, Math.min(largest, Math.min(width, height) + 1)));
}

/** Shows all that was counted, and no more than the container claims (where its claim makes sense). */
export function expectRightLength(sample: Sample, { seconds }: Outcome, isCut: boolean): void {
  const span = isCut ? CUT_SECONDS : (sample.videoSpan ?? 0);
  const claimed = isCut ? CUT_SECONDS : (sample.duration ?? span);
  // An edit list may hide a frame, of a second in one sample.
  const shortest = sample.features.includes('edit-list') ? span - 1 : span;
  const longest = claimed > 24 * 3600 ? span : Math.max(span, claimed);
  expect(seconds).toBeGreaterThanOrEqual(shortest * 0.98 - 0.2);
  expect(seconds).toBeLessThanOrEqual(longest * 1.02 + 1);
}
