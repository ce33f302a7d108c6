import { copyFileSync, cpSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFolderObjectStore } from '../../src/adapters/object-store/folder-object-store.ts';
import { packageClassic } from '../../src/pipeline/package-classic/package-classic.ts';
import { publishEarly, publishReady } from '../../src/pipeline/publish/publish-playlists.ts';
import { retimeFragment } from '../../src/media/isobmff/retime-fragment.ts';
import { brokenIn, checkFolder } from '../support/check-folder.ts';
import { runFfmpeg } from '../support/run-ffmpeg.ts';
import { runStages, SHORT_SEGMENTS } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const POLICY = { ...SHORT_SEGMENTS, shortSides: [240, 360] };

/** Two lessons of the same settings, as trees: fMP4 and classic. */
let root: string;
let source: string;
let cmaf: string;
let classic: string;
let foreignCmaf: string;
let foreignClassic: string;

beforeAll(async () => {
  root = temporaryFolder((remove) => afterAll(remove));
  source = join(root, 'lesson.mp4');
  const other = join(root, 'other.mp4');
  const glide = "aevalsrc='0.3*sin(2*PI*(220+9*t)*t)+0.2*sin(2*PI*(701-7*t)*t)':s=48000:c=stereo";
  await makeClip(source, 'testsrc2', glide);
  await makeClip(other, 'mandelbrot', 'anoisesrc=c=pink:r=48000:a=0.3:seed=7');
  ({ cmaf, classic } = await makeTrees(source, join(root, 'a')));
  ({ cmaf: foreignCmaf, classic: foreignClassic } = await makeTrees(other, join(root, 'b')));
}, 240_000);

async function makeClip(file: string, picture: string, sound: string): Promise<void> {
  const inputs = ['-f', 'lavfi', '-i', `${picture}=s=640x360:r=30000/1001`, '-f', 'lavfi', '-i', sound, '-t', '6'];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60', '-pix_fmt', 'yuv420p'];
  await runFfmpeg(...inputs, ...video, '-c:a', 'aac', '-b:a', '192k', '-ac', '2', file);
}

async function makeTrees(sourcePath: string, folder: string): Promise<{ cmaf: string; classic: string }> {
  const { plan, cells } = await runStages(sourcePath, folder, { policy: POLICY });
  const objects = createFolderObjectStore(join(folder, 'tree'));
  await publishEarly({ plan, objects, prefix: '', rootPrefix: '' });
  await publishReady({ plan, objects, prefix: '', rootPrefix: '', cells });
  const target = createFolderObjectStore(join(folder, 'classic'));
  await packageClassic({ plan, cells: objects, cellsPrefix: '', target, targetPrefix: '' });
  return { cmaf: join(folder, 'tree'), classic: join(folder, 'classic') };
}

/** A copy of a tree that a test may damage. */
function copyOf(tree: string): string {
  const folder = join(temporaryFolder(), 'tree');
  cpSync(tree, folder, { recursive: true });
  return folder;
}

function exchange(a: string, b: string): void {
  renameSync(a, `${a}.x`);
  renameSync(b, a);
  renameSync(`${a}.x`, b);
}

describe('a tree of ours', () => {
  it('keeps every MUST and every SHOULD, also beside its source', async () => {
    const report = await checkFolder(cmaf, source);
    expect(brokenIn(report)).toEqual([]);
    expect(brokenIn(report, 'should')).toEqual([]);
    expect(report.isValid).toBe(true);
    expect(report.compared).toEqual({ picturesWithRenditions: 10, picturesWithSource: 5, soundsWithSource: 5 });
    expect(
      report.renditions.map(({ id, kind, container, segmentCount }) => [id, kind, container, segmentCount]),
    ).toEqual([
      ['360p', 'video', 'fmp4', 5],
      ['240p', 'video', 'fmp4', 5],
      ['audio', 'audio', 'fmp4', 5],
    ]);
  });

  it('with a missing segment', async () => {
    const tree = copyOf(cmaf);
    rmSync(join(tree, '360p/segment_00002.m4s'));
    expect(brokenIn(await checkFolder(tree))).toEqual(['F1 360p#2']);
  });

  it('with a missing init', async () => {
    const tree = copyOf(cmaf);
    rmSync(join(tree, 'audio/init.mp4'));
    expect(brokenIn(await checkFolder(tree))).toEqual(['F1 audio']);
  });

  it('with a segment cut short', async () => {
    const tree = copyOf(cmaf);
    truncateSync(join(tree, 'audio/segment_00001.m4s'), 5000);
    expect(brokenIn(await checkFolder(tree))).toContain('F1 audio#1');
  });

  it('with two segments exchanged', async () => {
    const tree = copyOf(cmaf);
    exchange(join(tree, '240p/segment_00002.m4s'), join(tree, '240p/segment_00004.m4s'));
    const report = await checkFolder(tree);
    expect(brokenIn(report)).toEqual(expect.arrayContaining(['H19 240p#2', 'H19 240p#4', 'F2 240p#2', 'F2 240p#4']));
    const messages = report.rules.find(({ rule }) => rule === 'H19')?.findings.map(({ message }) => message);
    expect(messages?.[0]).toContain('which is the place of segment 4');
  });

  it('with a segment of another video of the same settings', async () => {
    const tree = copyOf(cmaf);
    copyFileSync(join(foreignCmaf, '360p/segment_00003.m4s'), join(tree, '360p/segment_00003.m4s'));
    const broken = brokenIn(await checkFolder(tree));
    expect(broken).toContain('F2 360p#3');
    expect(broken.filter((line) => line.startsWith('F2'))).toHaveLength(1);
  });

  it('with a segment of the other rendition', async () => {
    const tree = copyOf(cmaf);
    copyFileSync(join(tree, '240p/segment_00003.m4s'), join(tree, '360p/segment_00003.m4s'));
    expect(brokenIn(await checkFolder(tree))).toContain('F2 360p#3');
  });

  it('with a sound segment of another video, which only the source tells', async () => {
    const tree = copyOf(cmaf);
    copyFileSync(join(foreignCmaf, 'audio/segment_00003.m4s'), join(tree, 'audio/segment_00003.m4s'));
    expect(brokenIn(await checkFolder(tree, source))).toEqual(['F2 audio#3']);
  });

  it('with a segment at a wrong time', async () => {
    const tree = copyOf(cmaf);
    const file = join(tree, '240p/segment_00001.m4s');
    const bytes = new Uint8Array(readFileSync(file));
    writeFileSync(file, retimeFragment(bytes, { baseDecodeTimeTicks: 30000 * 60, sequenceNumber: 2 }));
    expect(brokenIn(await checkFolder(tree))).toEqual(['H19 240p#1']);
  });

  it('with bytes overwritten in the middle of a segment', async () => {
    const tree = copyOf(cmaf);
    const file = join(tree, '360p/segment_00000.m4s');
    const bytes = readFileSync(file);
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 4000);
    writeFileSync(file, bytes);
    expect(brokenIn(await checkFolder(tree))).toContain('F1 360p#0');
  });

  it.each([
    ['too high', 1.5],
    ['too low', 0.5],
  ])('with a BANDWIDTH that is %s', async (_, factor) => {
    const tree = copyOf(cmaf);
    const master = readFileSync(join(tree, 'master.m3u8'), 'utf8');
    const lie = master.replace(
      /(STREAM-INF:BANDWIDTH=)(\d+)(.*640x360)/,
      (_match, before: string, bps: string, after: string) => {
        return `${before}${Math.round(Number(bps) * factor)}${after}`;
      },
    );
    writeFileSync(join(tree, 'master.m3u8'), lie);
    expect(brokenIn(await checkFolder(tree))).toEqual(['H6 360p']);
  });

  it('with the wrong source beside it', async () => {
    const broken = brokenIn(await checkFolder(cmaf, join(root, 'other.mp4')));
    expect(broken).toEqual(expect.arrayContaining(['F2 360p#2', 'F2 audio#2']));
  });
});

describe('a classic tree of ours', () => {
  it('keeps every MUST, also beside its source', async () => {
    const report = await checkFolder(classic, source);
    expect(brokenIn(report)).toEqual([]);
    expect(report.renditions.map(({ id, kind, container }) => [id, kind, container])).toEqual([
      ['360p', 'muxed', 'ts'],
      ['240p', 'muxed', 'ts'],
    ]);
  });

  it.each([
    ['missing', (tree: string) => rmSync(join(tree, '240p/segment_001.ts')), 'F1 240p#1'],
    ['cut short', (tree: string) => truncateSync(join(tree, '240p/segment_001.ts'), 188 * 40), 'H3 240p#1'],
    [
      'exchanged',
      (tree: string) => exchange(join(tree, '240p/segment_000.ts'), join(tree, '240p/segment_001.ts')),
      'F2 240p#0',
    ],
    [
      'of another video',
      (tree: string) => copyFileSync(join(foreignClassic, '240p/segment_001.ts'), join(tree, '240p/segment_001.ts')),
      'F2 240p#1',
    ],
    [
      'of the other rendition',
      (tree: string) => copyFileSync(join(tree, '360p/segment_001.ts'), join(tree, '240p/segment_001.ts')),
      'F2 240p#1',
    ],
  ])('with a segment %s', async (_, damage, expected) => {
    const tree = copyOf(classic);
    damage(tree);
    expect(brokenIn(await checkFolder(tree, source))).toContain(expected);
  });
});
