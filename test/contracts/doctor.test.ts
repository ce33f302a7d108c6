import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';

import { readConfig } from '../../src/config/read-config.ts';
import { newId } from '../../src/kernel/ids.ts';
import { storeFindings } from '../../src/main/commands/doctor-stores.ts';
import { engineUrl } from '../support/engines/engine.ts';
import { newBucket } from '../support/engines/new-bucket.ts';
import { S3_TEST_KEYS } from '../support/engines/start-s3.ts';
import { startCli } from '../support/run-cli.ts';
import { newPostgresUrl } from '../support/test-databases.ts';

const findings = async (settings: Record<string, string>) => await storeFindings(readConfig(settings));

it('finds nothing to say of stores that are not set', async () => {
  expect(await findings({})).toEqual([]);
});

it('finds PostgreSQL, Redis and S3 that can be used', async () => {
  const endpoint = await engineUrl('s3');
  const bucket = `lectern-${newId()}`;
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials: S3_TEST_KEYS, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  const found = await findings({
    DATABASE_URL: await newPostgresUrl(),
    REDIS_URL: await engineUrl('redis'),
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: S3_TEST_KEYS.accessKeyId,
    S3_SECRET_ACCESS_KEY: S3_TEST_KEYS.secretAccessKey,
  });
  expect(found).toMatchObject([
    { topic: 'postgresql', status: 'ok' },
    { topic: 'redis', status: 'ok' },
    { topic: 's3', status: 'ok', message: expect.stringContaining('lectern cors') as string },
  ]);
});

it('says whether pages may send uploads straight to the bucket, and lectern cors lets them', async () => {
  const { settings, client, bucket } = await newBucket();
  const own = { ...settings, LECTERN_DIRECT_UPLOADS: 'yes' };
  const env = { ...own, LECTERN_URL: 'https://learn.example' };
  const lookAt = async (given: Record<string, string>) =>
    (await findings(given)).find(({ topic }) => topic === 'uploads');
  const fix = 'Run lectern cors --origin https://learn.example.';
  expect(await lookAt(own)).toMatchObject({ status: 'warn', fix: expect.stringContaining('LECTERN_URL') as string });
  expect(await lookAt(env)).toMatchObject({ status: 'fail', fix });
  // Playing alone is not enough, and neither are the pages of somebody else.
  for (const given of [
    { ...settings, LECTERN_URL: 'https://learn.example' },
    { ...own, LECTERN_URL: 'https://other.example' },
  ]) {
    expect((await startCli(['cors'], { env: given }).result).code).toBe(0);
    expect(await lookAt(env)).toMatchObject({ status: 'fail', fix });
  }
  const { code, stdout } = await startCli(['cors'], { env }).result;
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining('Pages of https://learn.example may send uploads there.'),
  ]);
  expect(await lookAt(env)).toMatchObject({ status: 'ok' });
  const left = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  expect(left.Uploads ?? []).toEqual([]);
  // Every page may play what is public; which pages are Lectern's must be said.
  const refused = await startCli(['cors'], { env: own }).result;
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('LECTERN_URL is not set')]);
});

it('says what is away and the fix, and no secret', async () => {
  const found = await findings({
    DATABASE_URL: 'postgres://lectern:hunter2@127.0.0.1:1/lectern',
    REDIS_URL: 'redis://:hunter2@127.0.0.1:1',
    S3_ENDPOINT: 'http://127.0.0.1:1',
    S3_BUCKET: 'lessons',
    S3_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    S3_SECRET_ACCESS_KEY: 'hunter2',
  });
  expect(found).toMatchObject([
    { topic: 'postgresql', status: 'fail', fix: expect.stringContaining('DATABASE_URL') as string },
    { topic: 'redis', status: 'fail', fix: expect.stringContaining('REDIS_URL') as string },
    { topic: 's3', status: 'fail', fix: expect.stringContaining('S3_ENDPOINT') as string },
  ]);
  for (const { message } of found) expect(message).toContain('127.0.0.1:1');
  expect(JSON.stringify(found)).not.toMatch(/hunter2|AKIAEXAMPLE/);
});

it('tells wrong keys and a missing bucket from a server that is away', async () => {
  const endpoint = await engineUrl('s3');
  const s3 = { S3_ENDPOINT: endpoint, S3_BUCKET: 'nowhere', S3_ACCESS_KEY_ID: S3_TEST_KEYS.accessKeyId };
  const [noBucket] = await findings({ ...s3, S3_SECRET_ACCESS_KEY: S3_TEST_KEYS.secretAccessKey });
  expect(noBucket).toMatchObject({ status: 'fail', fix: expect.stringContaining('Create the bucket') as string });
  const [wrongKey] = await findings({ ...s3, S3_SECRET_ACCESS_KEY: 'hunter2' });
  expect(wrongKey).toMatchObject({ status: 'fail', fix: expect.stringContaining('S3_SECRET_ACCESS_KEY') as string });
  expect(JSON.stringify(wrongKey)).not.toContain('hunter2');
});
