import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { readConfig } from '../../../src/config/read-config.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { startServer } from '../../../src/main/serve/start-server.ts';
import { compareStorage } from '../../../src/pipeline/upkeep/compare-storage.ts';
import { engineUrl } from '../../support/engines/engine.ts';
import { newBucket } from '../../support/engines/new-bucket.ts';
import { S3_TEST_KEYS } from '../../support/engines/start-s3.ts';
import { runFfmpeg } from '../../support/run-ffmpeg.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newPostgresUrl } from '../../support/test-databases.ts';

let clip: string;
beforeAll(async () => {
  clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    3,
  );
});

/** Plays the first segment of the lowest quality, as a player finds it. */
async function firstSegment(url: string, id: string): Promise<Response> {
  const master = await (await adminFetch(`${url}/v/${id}/master.m3u8`)).text();
  const playlist = /^.*240p\/playlist\.m3u8$/m.exec(master)?.[0] ?? '';
  return await adminFetch(`${url}/v/${id}/${playlist.replace('playlist.m3u8', 'segment_00000.m4s')}`, {
    headers: { range: 'bytes=4-7' },
  });
}

it('takes a lecture from the upload to ready in PostgreSQL, Redis and S3, and deletes it there', async () => {
  const endpoint = await engineUrl('s3');
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials: S3_TEST_KEYS, forcePathStyle: true });
  const bucket = `lectern-${newId()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const keys = async (): Promise<string[]> =>
    ((await client.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key }) => Key ?? '');
  const settings = {
    LECTERN_LADDER: '240',
    DATABASE_URL: await newPostgresUrl(),
    REDIS_URL: `${await engineUrl('redis')}/7`,
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_PREFIX: 'lessons/videos/',
    S3_ACCESS_KEY_ID: S3_TEST_KEYS.accessKeyId,
    S3_SECRET_ACCESS_KEY: S3_TEST_KEYS.secretAccessKey,
  };
  const server = await startTestServer({ settings });
  const ready: unknown = await (await fetch(`${server.url}/readyz`)).json();
  expect(ready).toMatchObject({ ok: true, checks: { database: 'ok', redis: 'ok', s3: 'ok' } });
  const id = await new TusClient(server.url).upload(clip, 'lecture.mp4');
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
  expect(await (await firstSegment(server.url, id)).text()).toBe('moof');

  expect(await keys()).toContain(`lessons/videos/hls/${id}/master.m3u8`);
  expect(existsSync(join(server.dataFolder, 'media/hls'))).toBe(false);
  expect(existsSync(join(server.dataFolder, 'database'))).toBe(false);

  const config = readConfig({ ...settings, LECTERN_DATA: join(temporaryFolder(), 'data'), PORT: '0' });
  await expect(startServer({ ...config, s3Bucket: 'nowhere' }, silentLogger())).rejects.toMatchObject({
    code: 'S3_BUCKET_WRONG',
  });

  expect((await adminFetch(`${server.url}/api/v1/videos/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await keys()).toEqual([]);
});

it('keeps no rewritten source of a video that is ready, and tells of one that a crash left', async () => {
  const bucket = await newBucket();
  const settings = { LECTERN_LADDER: '240', DATABASE_URL: await newPostgresUrl(), ...bucket.settings };
  const server = await startTestServer({ settings });
  const stream = join(server.dataFolder, 'lecture.ts');
  await runFfmpeg('-i', clip, '-c', 'copy', stream);
  const id = await new TusClient(server.url).upload(stream, 'lecture.ts');
  const { notes, state } = await untilEnded(server.url, id);
  expect([state, notes]).toEqual(['ready', [expect.stringContaining('rewritten')]]);
  await expect.poll(() => bucket.keys('originals/')).toEqual([`originals/${id}/source.bin`]);

  const lost = `originals/${id}/rewritten-${newId()}.bin`;
  await server.work.context.objects.put(lost, Uint8Array.of(1));
  const differences = [];
  for await (const each of compareStorage(server.work.context)) differences.push(each);
  expect(differences).toEqual([expect.objectContaining({ kind: 'orphaned-source', videoId: id })]);
  await differences[0]?.mend?.();
  expect(await bucket.keys('originals/')).toEqual([`originals/${id}/source.bin`]);
});

it('runs with PostgreSQL alone', async () => {
  const settings = { LECTERN_LADDER: '240', DATABASE_URL: await newPostgresUrl() };
  const server = await startTestServer({ settings });
  const id = await new TusClient(server.url).upload(clip, 'lecture.mp4');
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
  expect((await firstSegment(server.url, id)).status).toBe(206);
  expect(readdirSync(join(server.dataFolder, 'media/hls'))).toEqual([id]);
});
