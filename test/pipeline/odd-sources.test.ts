import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { DEFAULT_PLAN_POLICY } from '../../src/media/plan/draft-plan.ts';
import { decodeGray, runFfmpeg } from '../support/run-ffmpeg.ts';
import { runStages } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Sources that the corpus lacks, made here and taken through all stages. */
const folder = temporaryFolder((remove) => afterAll(remove));

const picture = (size: string, seconds: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=s=${size}:r=25:d=${seconds}`,
];
const sound = (seconds: number): string[] => ['-f', 'lavfi', '-i', `sine=d=${seconds}:r=48000`];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25'];

/** What became of a source: the shape and number of the pictures of its best rendition, and what was said. */
async function outcomeOf(source: string) {
  const { plan, joined } = await runStages(source, temporaryFolder(), { policy: DEFAULT_PLAN_POLICY });
  const { id, width, height } = plan.video.at(-1)!;
  const file = await joined(id);
  const frames = (await decodeGray(file, 'scale=16:16')).length / 256;
  return { plan, file, size: `${width}x${height}`, frames, notes: plan.notes };
}

describe('a source', () => {
  it('in DNxHD is taken out of MXF and MOV', async () => {
    for (const name of ['edit.mxf', 'edit.mov']) {
      const source = join(folder, name);
      const dnxhd = ['-c:v', 'dnxhd', '-profile:v', 'dnxhr_lb', '-pix_fmt', 'yuv422p', '-c:a', 'pcm_s16le'];
      await runFfmpeg(...picture('640x360', 3), ...sound(3), ...dnxhd, source);
      const { size, frames, plan } = await outcomeOf(source);
      expect({ size, frames }).toEqual({ size: '640x360', frames: 75 });
      expect(plan.audio).toHaveLength(1);
    }
  });

  it('in 8K is made smaller', async () => {
    const source = join(folder, '8k.mp4');
    await runFfmpeg(...picture('7680x4320', 0.4), ...H264, source);
    const { size, frames } = await outcomeOf(source);
    expect({ size, frames }).toEqual({ size: '1920x1080', frames: 10 });
  });

  it('that is interlaced is deinterlaced: H.264', async () => {
    const source = join(folder, 'interlaced.mp4');
    // A bar that moves with each field: combed where two of them are woven together.
    const bar = '[0]overlay=x=mod(n*8\\,280),interlace=lowpass=0';
    const fields = `color=white:s=40x240:r=50:d=2[0];color=black:s=320x240:r=50:d=2,null[black];[black]${bar}`;
    await runFfmpeg('-f', 'lavfi', '-i', fields, ...H264, '-flags', '+ildct+ilme', '-x264opts', 'tff=1', source);
    const { file, size, frames, plan, notes } = await outcomeOf(source);
    expect({ size, frames }).toEqual({ size: '320x240', frames: 50 });
    expect(plan.picture).toMatchObject({ isDeinterlaced: true });
    expect(notes).toContain('Interlaced picture, deinterlaced.');
    expect(await combing(file)).toBeLessThan((await combing(source)) / 4);
  });

  it.each([
    ['forwards', 1000],
    ['back', -5],
  ])('whose clock jumps %s in the middle goes on without a hole: MPEG-TS', async (_way, offsetSeconds) => {
    const [first, second, source] = ['first.ts', 'second.ts', 'jump.ts'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const clip = (offset: number): string[] => [
      ...picture('320x180', 3),
      ...sound(3),
      ...H264,
      '-c:a',
      'aac',
      '-output_ts_offset',
      String(offset),
    ];
    await runFfmpeg(...clip(10), first);
    await runFfmpeg(...clip(13 + offsetSeconds), second);
    await runFfmpeg('-i', first, '-c', 'copy', '-copyts', source);
    await appendFile(source, await readFile(second));
    const { size, frames } = await outcomeOf(source);
    expect(size).toBe('320x180');
    expect(Math.abs(frames - 150)).toBeLessThanOrEqual(3);
  });
});

/** How much neighbouring lines differ, on average. */
async function combing(file: string): Promise<number> {
  const [width, height] = [320, 240];
  const bytes = await decodeGray(file);
  let sum = 0;
  for (let at = 0; at + width < bytes.length; at++) {
    if (at % (width * height) < width * (height - 1)) sum += Math.abs(bytes[at]! - bytes[at + width]!);
  }
  return sum / bytes.length;
}
