import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { framePsnrs } from '../support/clips/compare-signals.ts';
import { makeNumberedClip, readFrameNumbers } from '../support/clips/numbered-clip.ts';
import { decodeGray } from '../support/run-ffmpeg.ts';
import { runStages, SHORT_SEGMENTS } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A frame that is not the right one differs by far more than the encoder's loss: about 17 dB against more than 35. */
const LOWEST_PSNR_DB = 33;

/** 484 lines are more than the 480 that take half of 50 frames a second. */
const ABOVE_HALF_RATE = { width: 484, height: 484 };

describe('separately encoded segments of a source with a constant rate', () => {
  it.each([
    { rate: '24000/1001' },
    { rate: '24' },
    { rate: '25' },
    { rate: '30000/1001' },
    { rate: '30' },
    { rate: '50', size: ABOVE_HALF_RATE },
    { rate: '60000/1001', size: ABOVE_HALF_RATE },
    { rate: '60', size: ABOVE_HALF_RATE },
    { rate: '10' },
    { rate: '15' },
  ])('show every frame once and in order at $rate', async ({ rate, size }) => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    await makeNumberedClip({ file, rate, seconds: 6.3, ...(size && { size }), isSilent: true });
    const result = await runStages(file, folder, { policy: { ...SHORT_SEGMENTS, shortSides: [720] } });
    const [rendition] = result.plan.video;
    const { width, height, id } = rendition!;
    const wanted = await decodeGray(file);
    const shown = await decodeGray(await result.joined(id));

    const numbers = readFrameNumbers(shown, width, height);
    expect(numbers).toEqual(Array.from({ length: wanted.length / (width * height) }, (_, i) => i));
    expect(Math.min(...framePsnrs(wanted, shown, width * height))).toBeGreaterThan(LOWEST_PSNR_DB);
    expect(rendition!.frameRate).toEqual(result.plan.grid.frameRate);
    expect(`${result.plan.grid.frameRate.num}/${result.plan.grid.frameRate.den}`).toBe(
      rate.includes('/') ? rate : `${rate}/1`,
    );
  });
});
