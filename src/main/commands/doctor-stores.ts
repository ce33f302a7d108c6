import { probePostgres } from '../../adapters/database/postgres/probe-postgres.ts';
import { probeObjectStore } from '../../adapters/object-store/probe-object-store.ts';
import { connectRedis } from '../../adapters/redis/connect-redis.ts';
import type { Config } from '../../config/settings.ts';
import { addressOf } from '../../kernel/address-of.ts';
import { AppError } from '../../kernel/app-error.ts';
import { ERROR_CODES } from '../../kernel/error-codes.ts';
import { newId } from '../../kernel/ids.ts';
import { silentLogger } from '../../kernel/logger.ts';
import { openS3 } from '../serve/open-s3.ts';
import { directUploadFinding } from './growing/direct-upload-finding.ts';
import type { Finding } from './doctor-finding.ts';

/** Where BullMQ could lose jobs, Redis says so by this. */
const KEEPS_JOBS = 'noeviction';

/** PostgreSQL, Redis and S3 as the settings name them: used as the server would, changing nothing that stays. */
export async function storeFindings(config: Config): Promise<Finding[]> {
  const { databaseUrl, redisUrl, s3Bucket, s3Endpoint } = config;
  const findings = await Promise.all([
    databaseUrl !== undefined &&
      findingOf('postgresql', async () => {
        await probePostgres(databaseUrl);
        return `${addressOf(databaseUrl)} can be used`;
      }),
    redisUrl !== undefined && redisFinding(redisUrl),
    s3Bucket !== undefined &&
      findingOf('s3', async () => {
        const origins = await probeS3(config);
        const where = s3Endpoint === undefined ? '' : ` at ${addressOf(s3Endpoint)}`;
        return `bucket ${s3Bucket}${where} can be read, written, listed and deleted in; ${origins}`;
      }),
    config.directUploads === 'yes' && directUploadFinding(config),
  ]);
  return findings.filter((each) => each !== false);
}

async function redisFinding(url: string): Promise<Finding> {
  let policy = KEEPS_JOBS;
  const finding = await findingOf('redis', async () => {
    const redis = await connectRedis(url, silentLogger(), { maxRetriesPerRequest: 0 });
    try {
      policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory').catch(refused))?.[1] ?? KEEPS_JOBS;
    } finally {
      redis.disconnect();
    }
    return `${addressOf(url)} can be used`;
  });
  if (finding.status !== 'ok' || policy === KEEPS_JOBS) return finding;
  return {
    topic: 'redis',
    status: 'warn',
    message: `${addressOf(url)} drops keys when its memory is full (maxmemory-policy ${policy}): jobs could get lost`,
    fix: `Set maxmemory-policy ${KEEPS_JOBS} in redis.conf.`,
  };
}

/** Users of a managed Redis may not be allowed to ask. */
function refused(): string {
  return '';
}

/** Answers whose pages may load from the bucket itself; a key need not be allowed to know. */
async function probeS3(config: Config): Promise<string> {
  const store = openS3(config);
  if (!store) return '';
  try {
    await probeObjectStore(store, newId());
    const allowed = await store.cors.allowed().catch(() => undefined);
    if (!allowed) return 'its CORS rules cannot be read';
    return allowed.load.length > 0
      ? `pages of ${allowed.load.join(', ')} may load from it`
      : 'only Lectern hands on what is in it (lectern cors lets pages load from it)';
  } finally {
    store.close();
  }
}

/** What `look` answers, or what it threw and how to mend that; messages of AppErrors hold no secrets. */
async function findingOf(topic: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { topic, status: 'ok', message: await look() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { topic, status: 'fail', message: error.message, fix: ERROR_CODES[error.code] };
  }
}
