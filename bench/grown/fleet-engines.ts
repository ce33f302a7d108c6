import { chmodSync, mkdirSync, rmSync } from 'node:fs';

import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

import { startPostgres } from '../../test/support/engines/start-postgres.ts';
import { startRedis } from '../../test/support/engines/start-redis.ts';
import { S3_TEST_KEYS, startS3 } from '../../test/support/engines/start-s3.ts';
import { cpuSecondsOf, readProcessCpu } from '../measure/tree-cpu.ts';

/** PostgreSQL, Redis and Ceph's S3 gateway on this machine. */
export interface FleetEngines {
  /** What every process of the fleet is told. */
  readonly settings: Readonly<Record<string, string>>;
  /** Processor seconds of all three until now. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

const BUCKET = 'lectern-bench';

/** Starts them, each with its data under a new folder; objects are kept in memory. */
export async function startFleetEngines(folder: string): Promise<FleetEngines> {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755); // PostgreSQL runs as another user
  const others = new Set(childrenOfThis());
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const started = async <Engine extends { stop(): Promise<void> }>(engine: Promise<Engine>): Promise<Engine> => {
    running.push(await engine);
    return await engine;
  };
  try {
    const postgres = await started(startPostgres(folder));
    const redis = await started(startRedis(folder));
    const s3 = await started(startS3(folder));
    const { accessKeyId, secretAccessKey } = S3_TEST_KEYS;
    const client = new S3Client({
      ...{ endpoint: s3.url, region: 'us-east-1', forcePathStyle: true },
      credentials: { accessKeyId, secretAccessKey },
    });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    client.destroy();
    const pids = childrenOfThis().filter((pid) => !others.has(pid));
    return {
      settings: {
        ...{ DATABASE_URL: postgres.url, REDIS_URL: redis.url, S3_ENDPOINT: s3.url, S3_BUCKET: BUCKET },
        ...{ S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
      },
      cpuSeconds: () => {
        const processes = readProcessCpu();
        return pids.reduce((sum, pid) => sum + cpuSecondsOf(pid, processes), 0);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function childrenOfThis(): number[] {
  return [...readProcessCpu()].flatMap(([pid, { parentPid }]) => (parentPid === process.pid ? [pid] : []));
}
