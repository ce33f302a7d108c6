import { extname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeFlashAndBeep, streamBeepDelays } from '../support/clips/flash-and-beep.ts';
import { runFfmpeg } from '../support/run-ffmpeg.ts';
import { runStages, SHORT_SEGMENTS } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const RATE = { num: 25, den: 1 };
/** A flash and a beep in each second; the packets of sound from here to there are taken out. */
const [FROM_SECONDS, UNTIL_SECONDS] = [3.5, 6.5];
/** FFmpeg moves Opus by 7 ms each time that it rewrites a file; everything else is within 1 ms. */
const MOST_SECONDS = 0.015;

describe('sound whose packets are missing in the middle', () => {
  it.each([
    { name: 'a.mp4', codecs: [] },
    { name: 'a.mkv', codecs: [] },
    { name: 'a.ts', codecs: [] },
    { name: 'a.webm', codecs: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'] },
    { name: 'a.wmv', codecs: ['-c:v', 'wmv2', '-c:a', 'wmav2'] },
  ])('is told, silent there, and in time before and after it: $name', async ({ name, codecs }) => {
    const folder = temporaryFolder();
    const source = join(folder, name);
    const drop = ['-bsf:a', `noise=drop='gte(pts*tb\\,${FROM_SECONDS})*lt(pts*tb\\,${UNTIL_SECONDS})'`];
    // The filter counts right only where the clock stays the same: other containers are filled from an MP4.
    const container = codecs.length > 0 ? extname(name) : '.mp4';
    const [whole, holed] = ['whole', 'holed'].map((file) => join(folder, file + container)) as [string, string];
    await makeFlashAndBeep({ file: whole, rate: RATE, seconds: 10, everyFrames: 25, arguments: codecs });
    if (container === extname(name)) await runFfmpeg('-i', whole, '-c', 'copy', ...drop, source);
    else {
      await runFfmpeg('-i', whole, '-c', 'copy', ...drop, holed);
      await runFfmpeg('-i', holed, '-c', 'copy', source);
    }

    const { plan, joined } = await runStages(source, folder, { policy: SHORT_SEGMENTS });
    const told = plan.notes.filter((note) => note.includes('missing'));
    expect(told).toEqual([expect.stringMatching(/^(2\.9|3\.0) s of the sound are missing in the file at 0:03: /)]);

    const delays = await streamBeepDelays({ plan, joined });
    expect(delays).toHaveLength(9);
    delays.forEach((delay, i) => {
      const flashSeconds = i + 1;
      const isMissing = flashSeconds > FROM_SECONDS && flashSeconds < UNTIL_SECONDS;
      // The next beep that there is.
      const wanted = isMissing ? Math.ceil(UNTIL_SECONDS) - flashSeconds : 0;
      expect(Math.abs(delay - wanted)).toBeLessThan(MOST_SECONDS);
    });
  });
});
