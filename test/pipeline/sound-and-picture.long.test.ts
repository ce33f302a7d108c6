import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeFlashAndBeep, streamBeepDelays } from '../support/clips/flash-and-beep.ts';
import { runStages, SHORT_SEGMENTS } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { DEFAULT_PLAN_POLICY } from '../../src/media/plan/draft-plan.ts';

const NTSC = { num: 30_000, den: 1001 };
const PAL = { num: 25, den: 1 };
/** What nobody can notice; the issue's own bound. */
const MOST_SECONDS = 0.005;

describe('a beep that comes with a flash in the source', () => {
  it.each([
    { what: 'MP4 of 40 s', file: 'a.mp4', seconds: 40, rate: NTSC, policy: DEFAULT_PLAN_POLICY },
    { what: 'Matroska whose sound begins with padding', file: 'a.mkv', seconds: 9, rate: PAL },
    {
      what: 'Matroska whose sound begins 0.13 s earlier',
      file: 'a.mkv',
      seconds: 9,
      rate: PAL,
      soundLeadSeconds: 0.13,
    },
    { what: 'MP4 whose sound begins 0.507 s earlier', file: 'a.mp4', seconds: 9, rate: NTSC, soundLeadSeconds: 0.507 },
    { what: 'transport stream', file: 'a.ts', seconds: 9, rate: PAL },
    {
      what: '2 frames a second, sound 0.3 s earlier',
      file: 'a.mp4',
      seconds: 12,
      rate: { num: 2, den: 1 },
      everyFrames: 4,
      soundLeadSeconds: 0.3,
    },
    {
      what: 'Matroska that starts at 90,000 s',
      file: 'a.mkv',
      seconds: 9,
      rate: NTSC,
      arguments: ['-output_ts_offset', '90000'],
    },
    { what: 'MP4 of an odd rate', file: 'a.mp4', seconds: 9, rate: { num: 2983, den: 100 } },
  ])('comes with it in the stream: $what', async ({ file, policy = SHORT_SEGMENTS, everyFrames = 50, ...clip }) => {
    const folder = temporaryFolder();
    const source = join(folder, file);
    await makeFlashAndBeep({ ...clip, file: source, everyFrames });
    const { plan, joined } = await runStages(source, folder, { policy });
    const delays = await streamBeepDelays({ plan, joined });
    const flashes = Math.floor((clip.seconds * clip.rate.num) / clip.rate.den / everyFrames - 0.01);
    expect(delays).toHaveLength(flashes);
    for (const delay of delays) expect(Math.abs(delay)).toBeLessThanOrEqual(MOST_SECONDS);
  });
});
