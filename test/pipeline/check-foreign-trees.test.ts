import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHttpTreeReader } from '../../src/adapters/tree-reader/http-tree-reader.ts';
import { brokenIn, checkFolder } from '../support/check-folder.ts';
import { runFfmpeg } from '../support/run-ffmpeg.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Two qualities of four seconds out of FFmpeg's own HLS muxer, sound muxed in. */
async function makeFfmpegTree(...muxerOptions: string[]): Promise<string> {
  const folder = temporaryFolder((remove) => afterAll(remove));
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4'];
  const sound = ['-f', 'lavfi', '-i', 'sine=f=440:r=48000:d=4'];
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '50', '-sc_threshold', '0', '-pix_fmt', 'yuv420p'];
  await runFfmpeg(
    ...[...picture, ...sound],
    ...['-filter_complex', '[0:v]split=2[a][b];[a]scale=320:180[a1];[b]scale=160:90[b1]'],
    ...['-map', '[a1]', '-map', '[b1]', '-map', '1:a', '-map', '1:a', ...encoder],
    ...['-b:v:0', '400k', '-b:v:1', '150k', '-c:a', 'aac', '-ac', '2', '-b:a', '64k'],
    ...['-f', 'hls', '-hls_time', '2', '-hls_playlist_type', 'vod', ...muxerOptions],
    ...['-master_pl_name', 'master.m3u8', '-var_stream_map', 'v:0,a:0 v:1,a:1'],
    join(folder, 's_%v/index.m3u8'),
  );
  return folder;
}

/** A 4 s file of one quality in one MP4 with byte ranges, as PeerTube makes. */
async function makeSingleFile(): Promise<string> {
  const folder = temporaryFolder((remove) => afterAll(remove));
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4', '-f', 'lavfi', '-i', 'sine=f=440:r=48000:d=4'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', '2'],
    ...['-f', 'hls', '-hls_time', '2', '-hls_list_size', '0', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
    ...['-hls_flags', 'single_file', '-hls_segment_filename', join(folder, '180-fragmented.mp4')],
    join(folder, '180.m3u8'),
  );
  const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=600000,RESOLUTION=320x180\n180.m3u8\n';
  writeFileSync(join(folder, 'ab12-master.m3u8'), master);
  return folder;
}

describe('a tree that FFmpeg made', () => {
  it('of fMP4 is read, and what it leaves out is told', async () => {
    const options = ['-hls_segment_type', 'fmp4', '-hls_flags', 'independent_segments'];
    const report = await checkFolder(await makeFfmpegTree(...options));
    expect(
      report.renditions.map(({ id, kind, container, segmentCount }) => [id, kind, container, segmentCount]),
    ).toEqual([
      ['s_0', 'muxed', 'fmp4', 2],
      ['s_1', 'muxed', 'fmp4', 2],
    ]);
    expect(brokenIn(report)).toEqual(['H5 s_0', 'H5 s_1', 'H8 s_0', 'H8 s_1']);
    expect(brokenIn(report, 'should')).toEqual(['H12', 'H17 s_0', 'H17 s_1']);
    expect(report.compared.picturesWithRenditions).toBe(4);
  });

  it('of TS is read, and what it leaves out is told', async () => {
    const report = await checkFolder(await makeFfmpegTree('-hls_flags', 'independent_segments'));
    expect(report.renditions.map(({ kind, container, durationSeconds }) => [kind, container, durationSeconds])).toEqual(
      [
        ['muxed', 'ts', 4],
        ['muxed', 'ts', 4],
      ],
    );
    // Its BANDWIDTH is what was asked for, not what came out: H6 may complain, F1 to H4 and H20 may not.
    expect(brokenIn(report).filter((line) => !line.startsWith('H6'))).toEqual(['H5 s_0', 'H5 s_1', 'H8 s_0', 'H8 s_1']);
  });

  it('of one file with byte ranges is read segment by segment', async () => {
    const folder = await makeSingleFile();
    const report = await checkFolder(folder);
    expect(report.renditions).toMatchObject([{ id: '180', kind: 'muxed', container: 'fmp4', segmentCount: 2 }]);
    expect(brokenIn(report)).not.toContain('F1 180#0');
    expect(brokenIn(report)).toContain('H10 180');

    const file = join(folder, '180-fragmented.mp4');
    writeFileSync(file, readFileSync(file).subarray(0, -2000));
    expect(brokenIn(await checkFolder(folder))).toContain('F1 180#1');
  });

  it('whose clock restarts in a later segment is found out', async () => {
    const folder = await makeFfmpegTree('-hls_flags', 'independent_segments');
    await runFfmpeg(
      ...['-i', join(folder, 's_1/index1.ts'), '-c', 'copy', '-output_ts_offset', '30', '-f', 'mpegts'],
      join(folder, 'moved.ts'),
    );
    writeFileSync(join(folder, 's_1/index1.ts'), readFileSync(join(folder, 'moved.ts')));
    expect(brokenIn(await checkFolder(folder))).toContain('H20 s_1#1');
  });

  it('is refused when it is no playlist at all', async () => {
    const folder = temporaryFolder();
    await expect(checkFolder(folder)).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    writeFileSync(join(folder, 'index.m3u8'), 'hello');
    await expect(checkFolder(folder)).rejects.toMatchObject({ code: 'STREAM_INVALID' });
    await expect(checkFolder(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });
});

describe('a tree on a server', () => {
  let folder: string;
  let server: Server;
  let base: URL;
  let plainText = false;

  beforeAll(async () => {
    folder = await makeFfmpegTree('-hls_flags', 'independent_segments');
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', base).pathname;
      try {
        const bytes = readFileSync(join(folder, path));
        const isPlaylist = extname(path) === '.m3u8';
        const type = isPlaylist ? 'application/vnd.apple.mpegurl' : 'video/mp2t';
        const zipped = isPlaylist && !plainText;
        response.setHeader('content-type', plainText ? 'text/plain' : type);
        if (zipped) response.setHeader('content-encoding', 'gzip');
        response.end(zipped ? gzipSync(bytes) : bytes);
      } catch {
        response.statusCode = 503;
        response.end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is read like a folder, and asked how it delivers', async () => {
    const good = await checkFolder(createHttpTreeReader(base));
    expect(good.rules.find(({ rule }) => rule === 'H18')).toMatchObject({ status: 'ok' });
    expect(brokenIn(good)).toEqual(brokenIn(await checkFolder(folder)));

    plainText = true;
    const bad = await checkFolder(createHttpTreeReader(new URL('master.m3u8', base)));
    plainText = false;
    expect(brokenIn(bad)).toContain('H18');
    expect(brokenIn(bad, 'should')).toContain('H18');
  });

  it('with a segment that is not there yet', async () => {
    const file = join(folder, 's_0/index1.ts');
    const bytes = readFileSync(file);
    rmSync(file);
    const report = await checkFolder(createHttpTreeReader(base));
    writeFileSync(file, bytes);
    expect(report.rules[0]?.findings).toMatchObject([
      { rendition: 's_0', segment: 1, message: 'index1.ts: answered 503' },
    ]);
  });
});
