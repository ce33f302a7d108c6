import { join } from 'node:path';

import { expect, it } from 'vitest';

import { DEFAULT_PLAN_POLICY } from '../../src/media/plan/draft-plan.ts';
import { makeFlashAndBeep, streamBeepDelays } from '../support/clips/flash-and-beep.ts';
import { runStages } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NTSC = { num: 30_000, den: 1001 };

it.each([
  { container: 'mp4', mode: 'copied', bitrate: '128k' },
  { container: 'mkv', mode: 'encoded', bitrate: '192k' },
])('a beep still comes with its flash after five minutes: $mode sound', async ({ container, bitrate }) => {
  const folder = temporaryFolder();
  const source = join(folder, `source.${container}`);
  await makeFlashAndBeep({ file: source, rate: NTSC, seconds: 300, everyFrames: 300, arguments: ['-b:a', bitrate] });
  const { plan, joined } = await runStages(source, folder, { policy: DEFAULT_PLAN_POLICY });
  const delays = await streamBeepDelays({ plan, joined });
  expect(delays).toHaveLength(29);
  for (const delay of delays) expect(Math.abs(delay)).toBeLessThanOrEqual(0.005);
  // Nothing drifts: the last beep is where the first one is, to a fraction of a millisecond.
  expect(Math.abs(delays.at(-1)! - delays[0]!)).toBeLessThan(0.0005);
});
