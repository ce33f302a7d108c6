import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { beepDelays, makeFlashAndBeep } from '../support/clips/flash-and-beep.ts';
import { moveLastEdit } from '../support/clips/edit-list.ts';
import { makeNumberedClip, readFrameNumbers, SMALL } from '../support/clips/numbered-clip.ts';
import { listTree, runCli } from '../support/run-cli.ts';
import { decodeGray, runFfmpeg, runFfprobe } from '../support/run-ffmpeg.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Where time 0 of a classic tree lies: never below, whatever decoders subtract. */
const START_TICKS = 900_000;

async function transcodeClassic(source: string, folder: string, ...options: readonly string[]): Promise<string> {
  const output = join(folder, 'out');
  const result = await runCli('transcode', source, output, '--segments', 'ts', '--json', ...options);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  return output;
}

/** The segments of a rendition one after the other in one file, as a player sees them. */
async function joinSegments(output: string, rendition: string): Promise<string> {
  const folder = join(output, rendition);
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const file = `${output}-${rendition}.ts`;
  await writeFile(file, Buffer.concat(names.map((name) => readFileSync(join(folder, name)))));
  return file;
}

/** Presentation times of one stream's packets, in ticks of 1/90000 s, in order. */
async function times(file: string, stream: 'v' | 'a'): Promise<number[]> {
  const lines = await runFfprobe('-select_streams', stream, '-show_entries', 'packet=pts', '-of', 'csv=p=0', file);
  return lines.map((line) => Number(line.split(',')[0])).sort((a, b) => a - b);
}

describe('a classic tree', () => {
  it('decodes without a warning, shows every frame once, and keeps the rules', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate: '30000/1001', seconds: 24 });
    const output = await transcodeClassic(source, folder);
    expect((await listTree(output)).filter((name) => !name.startsWith('.lectern'))).toEqual([
      '180p/playlist.m3u8',
      ...['000', '001', '002'].map((index) => `180p/segment_${index}.ts`),
      'contact-sheet.jpg',
      'master.m3u8',
      'poster.jpg',
    ]);
    for (const input of [join(output, '180p', 'playlist.m3u8'), join(output, 'master.m3u8')]) {
      const { stderr } = await runFfmpeg('-i', input, '-map', '0', '-f', 'null', '-');
      expect(stderr).toBe('');
    }
    const joined = await joinSegments(output, '180p');
    expect((await runFfmpeg('-i', joined, '-f', 'null', '-')).stderr).toBe('');
    const frames = await decodeGray(joined);
    expect(readFrameNumbers(frames, SMALL.width, SMALL.height)).toEqual(Array.from({ length: 720 }, (_, i) => i));
    const check = await runCli('check', output, '--source', source);
    expect(check.code, check.stdout).toBe(0);
  });

  it.each([
    { rate: '24000/1001', num: 24_000, den: 1001 },
    { rate: '25', num: 25, den: 1 },
    { rate: '30000/1001', num: 30_000, den: 1001 },
  ])('has exact times over all borders at $rate', async ({ rate, num, den }) => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate, seconds: 14 });
    const joined = await joinSegments(await transcodeClassic(source, folder), '180p');
    const pictures = await times(joined, 'v');
    expect(pictures).toEqual(pictures.map((_, i) => START_TICKS + Math.round((i * den * 90_000) / num)));
    const sounds = await times(joined, 'a');
    // FFmpeg splits PES packets into frames and counts on from the time of the first one.
    sounds.forEach((time, i) => expect(Math.abs(time - START_TICKS - i * 1920)).toBeLessThanOrEqual(1));
  });

  it('lets each segment be decoded alone from its first picture', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate: '25', seconds: 23 });
    const output = await transcodeClassic(source, folder);
    const shown: number[] = [];
    for (const name of ['segment_000.ts', 'segment_001.ts', 'segment_002.ts']) {
      const segment = join(output, '180p', name);
      expect((await runFfmpeg('-i', segment, '-f', 'null', '-')).stderr).toBe('');
      shown.push(...readFrameNumbers(await decodeGray(segment), SMALL.width, SMALL.height));
    }
    expect(shown).toEqual(Array.from({ length: 575 }, (_, i) => i));
  });

  it('keeps sound and picture together', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    const rate = { num: 25, den: 1 };
    await makeFlashAndBeep({ file: source, rate, seconds: 24, everyFrames: 50 });
    const joined = await joinSegments(await transcodeClassic(source, folder), '90p');
    const delays = await beepDelays({ video: joined, audio: joined, rate, sampleRate: 48_000, firstSample: 0 });
    expect(delays).toHaveLength(11);
    for (const delay of delays) expect(Math.abs(delay)).toBeLessThanOrEqual(0.005);
  });

  it('gives copied sound whose frames are off the grid its own times', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    const audioArguments = ['-ac', '2', '-c:a', 'aac', '-b:a', '128k'];
    await makeNumberedClip({ file: source, rate: '25', seconds: 12, audioArguments, filters: 'trim=end=11.8' });
    await moveLastEdit(source, 4608);
    const output = await transcodeClassic(source, folder);
    const sounds = await times(await joinSegments(output, '180p'), 'a');
    // Half a frame of 1024 samples before the first picture, then one after the other.
    sounds.forEach((time, i) => expect(Math.abs(time - (START_TICKS - 960) - i * 1920)).toBeLessThanOrEqual(1));
  });

  it('has half the frames of 59.94 a second in a small picture, no sound, and segments as long as was asked for', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate: '60000/1001', seconds: 10, isSilent: true });
    const output = await transcodeClassic(source, folder, '--segment-seconds', '2');
    const playlist = readFileSync(join(output, '180p', 'playlist.m3u8'), 'utf8');
    expect(playlist.match(/#EXTINF:([\d.]+)/g)).toEqual(
      ['#EXTINF:6.006', '#EXTINF:4.004'].map((line) => expect.stringContaining(line) as string),
    );
    const frames = await decodeGray(await joinSegments(output, '180p'));
    expect(readFrameNumbers(frames, SMALL.width, SMALL.height)).toEqual(Array.from({ length: 300 }, (_, i) => 2 * i));
  });

  it('finds everything done when it is run again', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate: '25', seconds: 5 });
    const output = await transcodeClassic(source, folder);
    const before = await listTree(output);
    const segment = join(output, '180p', 'segment_000.ts');
    const { mtimeMs } = statSync(segment);
    await transcodeClassic(source, folder);
    expect(await listTree(output)).toEqual(before);
    expect(statSync(segment).mtimeMs).toBe(mtimeMs);
    // Unless something is missing.
    rmSync(segment);
    await transcodeClassic(source, folder);
    expect(await listTree(output)).toEqual(before);
  });
});
