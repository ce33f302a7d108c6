import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildDatabaseTemplate } from '../../../src/adapters/database/embedded/database-template.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { brokenIn, checkFolder } from '../../support/check-folder.ts';
import { startChildServer } from '../../support/server/child-server.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SETTINGS = { LECTERN_LADDER: '240,360', LECTERN_ENCODERS_AT_ONCE: '1' };

let clip: string;
beforeAll(async () => {
  await buildDatabaseTemplate();
  clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    20,
  );
});

/** Stored segments with the time at which each was written. */
function segments(dataFolder: string, id: string): Map<string, number> {
  const folder = join(dataFolder, 'media/hls', id);
  const files = readdirSync(folder, { recursive: true }).map(String);
  return new Map(
    files.filter((file) => file.endsWith('.m4s')).map((file) => [file, statSync(join(folder, file)).mtimeMs]),
  );
}

function ffmpegsOf(dataFolder: string): string {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('ffmpeg') && line.includes(dataFolder))
    .join('\n');
}

describe('a server that is killed in the middle of an encode (kill -9)', () => {
  it('goes on by itself from the filled cells, and ends with exactly the cells of the plan', async () => {
    const dataFolder = join(temporaryFolder(), 'data');
    const first = await startChildServer(dataFolder, SETTINGS);
    const id = await new TusClient(first.url).upload(clip);
    const before = (await watchVideo(first.url, id, ({ progress }) => progress.percent >= 30)).at(-1);
    expect(before?.state).toBe('processing');
    await first.kill('SIGKILL');
    const kept = segments(dataFolder, id);
    expect(kept.size).toBeGreaterThan(0);
    // As if it had been killed in the middle of writing.
    const [file = ''] = kept.keys();
    writeFileSync(join(dataFolder, 'media/hls', id, `${file}.0123456789ab.part`), 'half');
    // As if another attempt to plan it had been killed before that, between its playlists and its plan.
    const lost = join(dataFolder, 'media/hls', id, newId(), '240p');
    mkdirSync(lost, { recursive: true });
    writeFileSync(join(lost, 'init.mp4'), 'of no plan');

    const second = await startChildServer(dataFolder, SETTINGS);
    const video = await untilEnded(second.url, id);
    expect(video).toMatchObject({ state: 'ready', progress: { percent: 100 } });

    // 20 s are 2 + 2 + 2 + 4 + 4 + 4 + 2 s.
    const all = segments(dataFolder, id);
    expect(all.size).toBe(3 * 7);
    // At most what was stored and not yet marked, or being written, is made again.
    const madeAgain = [...kept].filter(([file, time]) => all.get(file) !== time);
    expect(madeAgain.length).toBeLessThanOrEqual(2);
    const report = await checkFolder(
      join(dataFolder, 'media/hls', id),
      join(dataFolder, 'media/originals', id, 'source.bin'),
    );
    expect(brokenIn(report)).toEqual([]);
    const left = readdirSync(dataFolder, { recursive: true }).map(String);
    expect(left.filter((file) => file.endsWith('.part'))).toEqual([]);
    expect(existsSync(join(lost, 'init.mp4'))).toBe(false);
    expect(readdirSync(join(dataFolder, 'work'))).toEqual([]);
    await second.kill('SIGTERM');
  });

  it('takes an upload up where it was broken off', async () => {
    const dataFolder = join(temporaryFolder(), 'data');
    const bytes = Buffer.alloc(200_000, 7);
    const first = await startChildServer(dataFolder, SETTINGS);
    const before = new TusClient(first.url);
    const location = (await before.create(bytes.length)).headers.get('location') ?? '';
    await before.patch(location, 0, bytes.subarray(0, 120_000));
    await first.kill('SIGKILL');

    const second = await startChildServer(dataFolder, SETTINGS);
    const after = new TusClient(second.url);
    const offset = Number((await after.request('HEAD', location)).headers.get('upload-offset'));
    expect(offset).toBe(120_000);
    expect((await after.patch(location, offset, bytes.subarray(offset))).status).toBe(204);
    expect((await untilEnded(second.url, location.split('/').at(-1) ?? '')).error?.code).toBe('SOURCE_NOT_MEDIA');
  });
});

describe('a server that is told to stop (SIGTERM)', () => {
  it('ends FFmpeg, gives everything back, and loses nothing', async () => {
    const dataFolder = join(temporaryFolder(), 'data');
    const first = await startChildServer(dataFolder, SETTINGS);
    const id = await new TusClient(first.url).upload(clip);
    const before = (await watchVideo(first.url, id, ({ progress }) => progress.percent >= 20)).at(-1);
    const startedAt = performance.now();
    expect(await first.kill('SIGTERM')).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(ffmpegsOf(dataFolder)).toBe('');
    expect(existsSync(join(dataFolder, 'database.lock'))).toBe(false);

    const second = await startChildServer(dataFolder, SETTINGS);
    const seen = await watchVideo(second.url, id, ({ state }) => state === 'ready' || state === 'failed');
    expect(seen[0]?.progress.percent).toBeGreaterThanOrEqual(before?.progress.percent ?? 100);
    expect(seen.at(-1)?.state).toBe('ready');
    expect(segments(dataFolder, id).size).toBe(3 * 7);
  });
});
