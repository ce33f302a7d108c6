import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import {
  folderSizeBytes,
  forgetRefusedRun,
  identifySource,
  openOutputFolder,
  PLAN_FILE_NAME,
  readStateFile,
  writeStateFile,
} from './output-folder.ts';

const RUN = { source: { sizeBytes: 3, sha256OfEnds: 'abc' }, settings: { segments: 'cmaf' } };

describe('openOutputFolder', () => {
  it('makes a folder and those above it, and opens it again for the same run', async () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    const first = await openOutputFolder(folder, RUN);
    expect(first).toEqual({ stateFolder: join(folder, '.lectern'), isNewFolder: true });
    expect(await openOutputFolder(folder, RUN)).toEqual({ ...first, isNewFolder: false });
  });

  it('refuses the folder of another run and leaves it as it is', async () => {
    const folder = join(temporaryFolder(), 'out');
    await openOutputFolder(folder, RUN);
    writeFileSync(join(folder, 'segment.part'), 'x');
    const other = { ...RUN, source: { ...RUN.source, sizeBytes: 4 } };
    await expect(openOutputFolder(folder, other)).rejects.toMatchObject({ code: 'OUTPUT_NOT_OURS' });
    expect(existsSync(join(folder, 'segment.part'))).toBe(true);
  });

  it('refuses a folder with anything in it, and a file', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'photo.jpg');
    writeFileSync(file, 'x');
    await expect(openOutputFolder(folder, RUN)).rejects.toMatchObject({ code: 'OUTPUT_NOT_OURS' });
    await expect(openOutputFolder(file, RUN)).rejects.toMatchObject({ code: 'OUTPUT_NOT_OURS' });
    await expect(openOutputFolder(join(file, 'deeper'), RUN)).rejects.toMatchObject({ code: 'OUTPUT_NOT_OURS' });
    expect(readFileSync(file, 'utf8')).toBe('x');
  });

  it('sweeps what a killed run was writing', async () => {
    const folder = join(temporaryFolder(), 'out');
    await openOutputFolder(folder, RUN);
    mkdirSync(join(folder, '360p'));
    writeFileSync(join(folder, '360p', 'segment_00000.m4s.0123456789ab.part'), 'half');
    writeFileSync(join(folder, '360p', 'segment_00001.m4s'), 'whole');
    await openOutputFolder(folder, RUN);
    expect(existsSync(join(folder, '360p', 'segment_00000.m4s.0123456789ab.part'))).toBe(false);
    expect(existsSync(join(folder, '360p', 'segment_00001.m4s'))).toBe(true);
  });

  it('opens a folder where a run was killed while it opened it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.lectern'));
    writeFileSync(join(folder, '.lectern', 'run.json.part'), '{');
    await expect(openOutputFolder(folder, RUN)).resolves.toBeDefined();
    expect(await readStateFile(join(folder, '.lectern', 'run.json'))).toBe(JSON.stringify(RUN));
  });
});

describe('forgetRefusedRun', () => {
  it('takes a new folder away and leaves an old one empty', async () => {
    const parent = temporaryFolder();
    for (const isOld of [false, true]) {
      const folder = join(parent, String(isOld));
      if (isOld) mkdirSync(folder);
      const { isNewFolder } = await openOutputFolder(folder, RUN);
      await forgetRefusedRun(folder, isNewFolder);
      expect(existsSync(folder)).toBe(isOld);
      expect(existsSync(join(folder, '.lectern'))).toBe(false);
    }
  });

  it('keeps a run that has its plan, and whatever somebody else put there', async () => {
    const folder = join(temporaryFolder(), 'out');
    const { stateFolder } = await openOutputFolder(folder, RUN);
    await writeStateFile(join(stateFolder, PLAN_FILE_NAME), '{}');
    await forgetRefusedRun(folder, true);
    expect(await readStateFile(join(stateFolder, 'run.json'))).toBeDefined();

    const shared = join(temporaryFolder(), 'shared');
    await openOutputFolder(shared, RUN);
    writeFileSync(join(shared, 'note.txt'), 'mine');
    await forgetRefusedRun(shared, true);
    expect(readFileSync(join(shared, 'note.txt'), 'utf8')).toBe('mine');
  });
});

describe('identifySource', () => {
  it('tells files apart by size and by either end', async () => {
    const folder = temporaryFolder();
    const bytes = Buffer.alloc(3 * 1024 * 1024, 7);
    const identify = async (content: Uint8Array): Promise<string> => {
      const file = join(folder, 'source.mp4');
      writeFileSync(file, content);
      return JSON.stringify(await identifySource(file));
    };
    const changed = (at: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy[at] = 8;
      return copy;
    };
    const contents = [bytes, changed(0), changed(bytes.length - 1), bytes.subarray(1), Buffer.alloc(0)];
    const identities = await Promise.all([contents[0]!].map(identify));
    for (const content of contents.slice(1)) identities.push(await identify(content));
    expect(new Set(identities).size).toBe(contents.length);
    expect(await identify(bytes)).toBe(identities[0]);
  });

  it('refuses what is no file', async () => {
    const folder = temporaryFolder();
    await expect(identifySource(folder)).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    await expect(identifySource(join(folder, 'none'))).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });
});

it('adds up a folder', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'x'), '12345');
  writeFileSync(join(folder, 'y'), '123');
  expect(await folderSizeBytes(folder)).toBe(8);
});
