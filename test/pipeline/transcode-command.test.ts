import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeNumberedClip } from '../support/clips/numbered-clip.ts';
import { type CliResult, listTree, runCli, startCli } from '../support/run-cli.ts';
import { runFfmpeg } from '../support/run-ffmpeg.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Summary {
  readonly seconds: number;
  readonly segments: number;
  readonly renditions: readonly { id: string; width: number; height: number }[];
  readonly notes: readonly string[];
}

async function makeClip(folder: string, seconds = 7): Promise<string> {
  const file = join(folder, 'lecture.mp4');
  await makeNumberedClip({ file, rate: '25', seconds });
  return file;
}

/** Files of the cells that an interrupted run had stored and marked. */
function journalledSegments(output: string): string[] {
  const lines = readFileSync(join(output, '.lectern', 'cells.jsonl'), 'utf8').split('\n');
  return lines
    .filter((line) => line.endsWith('}'))
    .map((line) => (JSON.parse(line) as { cell: { renditionId: string; segmentIndex: number } }).cell)
    .map((cell) => `${cell.renditionId}/segment_${String(cell.segmentIndex).padStart(5, '0')}.m4s`);
}

function summaryOf(result: CliResult): Summary {
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
  return JSON.parse(result.stdout) as Summary;
}

describe('lectern transcode', () => {
  it('makes an HLS and DASH tree that keeps every rule, and says so in one line of JSON', async () => {
    const folder = temporaryFolder();
    const output = join(folder, 'out');
    const summary = summaryOf(await runCli('transcode', await makeClip(folder), output, '--json'));
    expect(summary).toMatchObject({ seconds: 7, segments: 4, renditions: [{ id: '180p', width: 320, height: 180 }] });
    const segments = [0, 1, 2, 3].map((index) => `segment_0000${index}.m4s`);
    const rendition = ['init.mp4', 'playlist.m3u8', ...segments];
    const files = (await listTree(output)).filter((name) => !name.startsWith('.lectern/'));
    expect(files).toEqual(
      [
        ...['iframes.m3u8', ...rendition].map((name) => `180p/${name}`),
        ...rendition.map((name) => `audio/${name}`),
        ...['contact-sheet.jpg', 'manifest.mpd', 'master.m3u8', 'poster.jpg'],
      ].sort(),
    );
    expect((await listTree(output)).filter((name) => /\.part$|work/.test(name))).toEqual([]);
    const check = await runCli('check', output, '--json');
    expect(check.code, check.stdout).toBe(0);
  });

  it('tells its progress in plain lines where there is no terminal', async () => {
    const folder = temporaryFolder();
    const { code, stderr, stdout } = await runCli('transcode', await makeClip(folder, 3), join(folder, 'out'));
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Reading lecture\.mp4\n.*Encoding\n( +\d+ %.*\n)+/s);
    expect(stderr).toMatch(/ 100 %\n/);
    expect(stderr).not.toMatch(/[\r\u001B]/);
  });

  it('finds everything done when it is run again', async () => {
    const folder = temporaryFolder();
    const args = ['transcode', await makeClip(folder), join(folder, 'out'), '--json'] as const;
    summaryOf(await runCli(...args));
    const segment = join(folder, 'out', '180p', 'segment_00001.m4s');
    const before = statSync(segment).mtimeMs;
    summaryOf(await runCli(...args));
    expect(statSync(segment).mtimeMs).toBe(before);
  });

  it('goes on after kill -9 without encoding again what is there', async () => {
    const folder = temporaryFolder();
    const [file, output] = [await makeClip(folder, 40), join(folder, 'out')];
    const first = startCli(['transcode', file, output, '--json']);
    const early = join(output, '180p', 'segment_00002.m4s');
    while (!existsSync(early) && first.child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
    first.child.kill('SIGKILL');
    expect((await first.result).signal).toBe('SIGKILL');
    expect(existsSync(join(output, 'master.m3u8'))).toBe(false);
    const filled = journalledSegments(output);
    const before = filled.map((name) => statSync(join(output, name)).ino);

    expect(summaryOf(await runCli('transcode', file, output, '--json'))).toMatchObject({ seconds: 40, segments: 12 });
    expect(filled.map((name) => statSync(join(output, name)).ino)).toEqual(before);
    expect((await listTree(output)).filter((name) => /\.part$|work/.test(name))).toEqual([]);
    expect((await runCli('check', output)).code).toBe(0);
  });

  it('mends a segment that was damaged after it was made', async () => {
    const folder = temporaryFolder();
    const [file, output] = [await makeClip(folder), join(folder, 'out')];
    summaryOf(await runCli('transcode', file, output, '--json'));
    const segment = join(output, '180p', 'segment_00001.m4s');
    const bytes = readFileSync(segment);
    bytes[bytes.length - 40]! ^= 1;
    writeFileSync(segment, bytes);
    truncateSync(join(output, 'audio', 'segment_00000.m4s'), 100);
    summaryOf(await runCli('transcode', file, output, '--json'));
    expect(readFileSync(segment).equals(bytes)).toBe(false);
    expect((await runCli('check', output)).code).toBe(0);
  });

  it('ends with CANCELLED on Ctrl-C and goes on later', async () => {
    const folder = temporaryFolder();
    const [file, output] = [await makeClip(folder, 40), join(folder, 'out')];
    const first = startCli(['transcode', file, output, '--json']);
    const early = join(output, '180p', 'segment_00000.m4s');
    while (!existsSync(early) && first.child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
    first.child.kill('SIGINT');
    const { code, stderr } = await first.result;
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^CANCELLED: [^\n]+\n$/) as string });
    expect((await listTree(output)).filter((name) => /\.part$|work/.test(name))).toEqual([]);
    summaryOf(await runCli('transcode', file, output, '--json'));
  });

  it('keeps names that look like options, protocols or patterns', async () => {
    const folder = temporaryFolder();
    const file = join(folder, `-i http:%05d 'quoted' #1.mp4`);
    await runFfmpeg(
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=64x64:r=10:d=1',
      '-pix_fmt',
      'yuv420p',
      '-f',
      'mp4',
      `file:${file}`,
    );
    const result = await runCli('transcode', file, join(folder, '%05d out'), '--json');
    expect(summaryOf(result).renditions).toEqual([{ id: '64p', width: 64, height: 64 }]);
  });
});

describe('lectern transcode refuses', () => {
  const text = 'This is a letter and not a video.\n'.repeat(200);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

  it.each<{ what: string; code: string; bytes?: () => string | Uint8Array; make?: (file: string) => unknown }>([
    { what: 'a missing file', code: 'SOURCE_MISSING' },
    { what: 'a folder', code: 'SOURCE_MISSING', make: (file) => mkdirSync(file) },
    { what: 'a pipe', code: 'SOURCE_MISSING', make: (file) => execFileSync('mkfifo', [file]) },
    { what: 'an empty file', code: 'SOURCE_EMPTY', bytes: () => '' },
    { what: 'a text under the name of a video', code: 'SOURCE_NOT_MEDIA', bytes: () => text },
    { what: 'a text in UTF-16', code: 'SOURCE_NOT_MEDIA', bytes: () => utf16 },
    { what: 'a single byte', code: 'SOURCE_NOT_MEDIA', bytes: () => '\0' },
    {
      what: 'a playlist',
      code: 'SOURCE_NOT_MEDIA',
      bytes: () => '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n',
    },
    { what: 'a concat script', code: 'SOURCE_NOT_MEDIA', bytes: () => "ffconcat version 1.0\nfile '/etc/hostname'\n" },
    {
      what: 'a picture',
      code: 'SOURCE_NOT_MEDIA',
      bytes: () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    },
    {
      what: 'the beginning of an MP4',
      code: 'SOURCE_DAMAGED',
      bytes: () => Buffer.from('0000001c667479706d70343200000001', 'hex'),
    },
  ])('$what', async ({ code, bytes, make }) => {
    const folder = temporaryFolder();
    const [file, output] = [join(folder, 'lecture.mp4'), join(folder, 'out')];
    if (bytes) writeFileSync(file, bytes());
    make?.(file);
    const result = await runCli('transcode', file, output, '--json');
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(new RegExp(`^${code}: [A-Z/][^\\n]+[.)]\\n$`));
    expect(existsSync(output)).toBe(false);
  });

  it('a file cut off before its index', async () => {
    const folder = temporaryFolder();
    const [file, output] = [await makeClip(folder), join(folder, 'out')];
    truncateSync(file, Math.floor(statSync(file).size / 2));
    expect(await runCli('transcode', file, output)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/\nSOURCE_DAMAGED: [^\n]+\n$/) as string,
    });
    expect(existsSync(output)).toBe(false);
  });

  it('an encrypted file', async () => {
    const folder = temporaryFolder();
    const [file, output] = [join(folder, 'encrypted.mp4'), join(folder, 'out')];
    const key = '0123456789abcdef0123456789abcdef';
    await runFfmpeg(
      ...['-i', await makeClip(folder), '-c', 'copy', '-encryption_scheme', 'cenc-aes-ctr'],
      ...['-encryption_key', key, '-encryption_kid', key, file],
    );
    expect(await runCli('transcode', file, output, '--json')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^SOURCE_ENCRYPTED: [^\n]+\n$/) as string,
    });
    expect(existsSync(output)).toBe(false);
  });

  it('a folder that holds something else, and touches nothing in it', async () => {
    const folder = temporaryFolder();
    const file = await makeClip(folder, 2);
    const output = join(folder, 'photos');
    mkdirSync(output);
    writeFileSync(join(output, 'cat.jpg'), 'meow');
    const result = await runCli('transcode', file, output, '--json');
    expect(result).toMatchObject({ code: 2, stderr: expect.stringMatching(/^OUTPUT_NOT_OURS: [^\n]+\n$/) as string });
    expect(await listTree(output)).toEqual(['cat.jpg']);
    expect((await runCli('transcode', file, file, '--json')).stderr).toMatch(/^OUTPUT_NOT_OURS: /);
  });

  it('the folder of another file or of other settings', async () => {
    const folder = temporaryFolder();
    const [file, output] = [await makeClip(folder, 2), join(folder, 'out')];
    summaryOf(await runCli('transcode', file, output, '--json'));
    const before = await listTree(output);
    const other = join(folder, 'other.mp4');
    await makeNumberedClip({ file: other, rate: '25', seconds: 2, isSilent: true });
    for (const args of [
      [other, output],
      [file, output, '--economy', 'small'],
      [file, output, '--segments', 'ts'],
    ]) {
      expect((await runCli('transcode', ...args)).stderr).toMatch(/^OUTPUT_NOT_OURS: /m);
    }
    expect(await listTree(output)).toEqual(before);
  });

  it('options that make no sense, with the values that do', async () => {
    const folder = temporaryFolder();
    for (const [option, wanted] of [
      [['--ladder', '333'], '240, 360, 480'],
      [['--segment-seconds', '0'], 'from 1 to 10'],
      [['--economy', 'free'], 'fast, balanced, small'],
      [['--segments', 'mp3'], 'cmaf, ts'],
    ] as const) {
      const result = await runCli('transcode', 'a.mp4', join(folder, 'out'), ...option);
      expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(wanted) as string });
    }
    expect(await listTree(folder)).toEqual([]);
  });

  it('nothing afterwards: the folder of a refused file takes the mended one', async () => {
    const folder = temporaryFolder();
    const [broken, output] = [join(folder, 'broken.mp4'), join(folder, 'out')];
    writeFileSync(broken, text);
    mkdirSync(output);
    expect((await runCli('transcode', broken, output)).code).toBe(2);
    expect(await listTree(output)).toEqual([]);
    summaryOf(await runCli('transcode', await makeClip(folder, 2), output, '--json'));
  });
});
