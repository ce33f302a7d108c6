import type { EncodeRun } from './list-runs.ts';

/** The first unfinished runs of a video in their order, up to the given number that encode picture. */
export function nextRuns(
  runs: readonly EncodeRun[],
  isFilled: (run: EncodeRun) => boolean,
  pictureRuns: number,
): EncodeRun[] {
  const next: EncodeRun[] = [];
  let pictures = 0;
  for (const run of runs) {
    if (isFilled(run)) continue;
    if (run.kind === 'video' && ++pictures > pictureRuns) break;
    next.push(run);
  }
  return next;
}
