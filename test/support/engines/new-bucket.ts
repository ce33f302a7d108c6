import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';

import { newId } from '../../../src/kernel/ids.ts';
import { engineUrl } from './engine.ts';
import { S3_TEST_KEYS } from './start-s3.ts';

/** An empty bucket of its own. */
export interface TestBucket {
  readonly client: S3Client;
  readonly bucket: string;
  /** What a server is told of it. */
  readonly settings: Record<string, string>;
  keys(prefix?: string): Promise<string[]>;
  /** Nothing when there is no such object. */
  read(key: string): Promise<Uint8Array>;
}

/** Makes a bucket on the run's S3 server; `endpoint` is what servers are told instead of its own address. */
export async function newBucket(endpoint?: string): Promise<TestBucket> {
  const own = await engineUrl('s3');
  const client = new S3Client({ endpoint: own, region: 'us-east-1', credentials: S3_TEST_KEYS, forcePathStyle: true });
  const bucket = `lectern-${newId()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    client,
    bucket,
    settings: {
      S3_ENDPOINT: endpoint ?? own,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY_ID: S3_TEST_KEYS.accessKeyId,
      S3_SECRET_ACCESS_KEY: S3_TEST_KEYS.secretAccessKey,
    },
    async read(key) {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch(() => undefined);
      return (await answer?.Body?.transformToByteArray()) ?? new Uint8Array();
    },
    async keys(prefix) {
      const answer = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      return (answer.Contents ?? []).map(({ Key }) => Key ?? '');
    },
  };
}

/** Lets everybody read what lies under `public/`, and nothing else: as docs/guide/growing.md says. */
export async function openPublicFolder({ client, bucket }: TestBucket): Promise<void> {
  const Resource = `arn:aws:s3:::${bucket}/public/*`;
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}
