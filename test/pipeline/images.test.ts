import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createFolderObjectStore } from '../../src/adapters/object-store/folder-object-store.ts';
import { localTemporaryFiles } from '../../src/adapters/temporary-files/local-temporary-files.ts';
import { makeImages } from '../../src/pipeline/images/make-images.ts';
import type { MediaTools } from '../../src/ports/media-tools.ts';
import { makeNumberedClip, readFrameNumbers, SMALL } from '../support/clips/numbered-clip.ts';
import { withFault } from '../support/faults/faulty-tools.ts';
import { listTree } from '../support/run-cli.ts';
import { decodeGray, runFfmpeg, runFfprobe } from '../support/run-ffmpeg.ts';
import { mediaTools, runStages } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Encodes a clip and makes its pictures; returns the folder they are in. */
async function picturesOf(source: string, folder: string, tools: MediaTools = mediaTools): Promise<string> {
  const { plan } = await runStages(source, folder, { only: 'video' });
  const workFolder = join(folder, 'images-work');
  mkdirSync(workFolder);
  const objects = createFolderObjectStore(join(folder, 'tree'));
  await makeImages({
    plan,
    prefix: '',
    imagesPrefix: 'images/',
    objects,
    tools,
    files: localTemporaryFiles,
    workFolder,
  });
  expect(await listTree(workFolder)).toEqual([]);
  return join(folder, 'tree', 'images');
}

async function sizeOf(file: string): Promise<string> {
  return (await runFfprobe('-show_entries', 'stream=width,height', '-of', 'csv=p=0', file)).join();
}

/** The numbers burnt into the sixteen tiles of a contact sheet of the small clips. */
async function tileNumbers(sheet: string): Promise<number[]> {
  const numbers: number[] = [];
  for (let tile = 0; tile < 16; tile++) {
    const [x, y] = [4 + (tile % 4) * (SMALL.width + 4), 4 + Math.floor(tile / 4) * (SMALL.height + 4)];
    const gray = await decodeGray(sheet, `crop=${SMALL.width}:${SMALL.height}:${x}:${y}`);
    numbers.push(...readFrameNumbers(gray, SMALL.width, SMALL.height));
  }
  return numbers;
}

describe('the pictures of a video', () => {
  it('are a poster of its own size and sixteen frames spread over a short one', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate: '25', seconds: 4, isSilent: true });
    const images = await picturesOf(source, folder);
    expect(await listTree(images)).toEqual(['contact-sheet.jpg', 'poster.jpg']);
    expect(await sizeOf(join(images, 'poster.jpg'))).toBe('320,180');
    expect(await sizeOf(join(images, 'contact-sheet.jpg'))).toBe(`${4 * 324 + 4},${4 * 184 + 4}`);
    const numbers = await tileNumbers(join(images, 'contact-sheet.jpg'));
    numbers.forEach((number, tile) => expect(Math.abs(number - (tile * 100) / 16)).toBeLessThanOrEqual(1));
  });

  it('are key frames of a longer one', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate: '10', seconds: 36, isSilent: true });
    const images = await picturesOf(source, folder);
    const numbers = await tileNumbers(join(images, 'contact-sheet.jpg'));
    // One segment of two seconds, then one a second: 35 of them.
    const starts = [0, ...Array.from({ length: 34 }, (_, i) => 20 + i * 10)];
    expect(numbers).toEqual(Array.from({ length: 16 }, (_, tile) => starts[Math.floor((tile * 35) / 16)]));
  });

  it('repeat the only frame there is', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate: '25', seconds: 1, isSilent: true, filters: 'trim=end_frame=1' });
    const images = await picturesOf(source, folder);
    expect(await tileNumbers(join(images, 'contact-sheet.jpg'))).toEqual(Array.from({ length: 16 }, () => 0));
  });

  it('are upright', async () => {
    const folder = temporaryFolder();
    const [flat, source] = [join(folder, 'flat.mp4'), join(folder, 'source.mp4')];
    await makeNumberedClip({ file: flat, rate: '25', seconds: 1, isSilent: true });
    await runFfmpeg('-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90', source);
    expect(await sizeOf(join(await picturesOf(source, folder), 'poster.jpg'))).toBe('180,320');
  });

  it('are not stored half where FFmpeg is killed while it writes them', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await makeNumberedClip({ file: source, rate: '25', seconds: 1, isSilent: true });
    const tools = withFault(mediaTools, () => true, { exitCode: 137 });
    await expect(picturesOf(source, folder, tools)).rejects.toMatchObject({ code: 'WORK_INTERRUPTED', retry: 'later' });
    expect(() => readFileSync(join(folder, 'tree/images/poster.jpg'))).toThrow('ENOENT');
    expect(await listTree(join(folder, 'images-work'))).toEqual([]);
  });
});
