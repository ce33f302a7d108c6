import type { Config } from '../../../config/settings.ts';
import { AppError } from '../../../kernel/app-error.ts';
import { ERROR_CODES } from '../../../kernel/error-codes.ts';
import { newId } from '../../../kernel/ids.ts';
import { openS3 } from '../../serve/open-s3.ts';
import type { Finding } from '../doctor-finding.ts';

const TOPIC = 'uploads';
const VALID_SECONDS = 60;

/** Sends a part of one byte to the bucket as a page of Lectern would, and says whether a browser would let it. */
export async function directUploadFinding(config: Config): Promise<Finding> {
  const { publicUrl, s3Bucket } = config;
  if (publicUrl === undefined) {
    const message = 'LECTERN_URL is not set: whether its pages may upload to the bucket cannot be tried';
    return { topic: TOPIC, status: 'warn', message, fix: 'Set LECTERN_URL to the address that people use.' };
  }
  try {
    const refusal = await tryUpload(config, publicUrl);
    if (refusal === undefined) {
      return {
        topic: TOPIC,
        status: 'ok',
        message: `pages of ${publicUrl} may upload straight to the bucket ${s3Bucket}`,
      };
    }
    const message = `pages of ${publicUrl} may not upload straight to the bucket ${s3Bucket}: ${refusal}`;
    return { topic: TOPIC, status: 'fail', message, fix: `Run lectern cors --origin ${publicUrl}.` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { topic: TOPIC, status: 'fail', message: error.message, fix: ERROR_CODES[error.code] };
  }
}

/** What a browser would complain about. Nothing is left in the bucket. */
async function tryUpload(config: Config, origin: string): Promise<string | undefined> {
  const store = openS3(config);
  if (!store) return undefined;
  const key = `probes/${newId()}`;
  try {
    const upload = await store.parts.begin(key);
    const url = await store.parts.sign(upload, { partNumber: 1, sizeBytes: 1 }, VALID_SECONDS);
    const headers = { origin };
    const asked = await ask(url, {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'PUT' },
    });
    if (!asked.ok || !isAllowed(asked, origin)) return 'its CORS rules do not allow PUT';
    const sent = await ask(url, { method: 'PUT', headers, body: 'x' });
    if (!sent.ok) return `it refused a part (${sent.status})`;
    if (!isAllowed(sent, origin)) return 'its CORS rules do not let a page see the answer';
    const exposed = (sent.headers.get('access-control-expose-headers') ?? '').toLowerCase().split(/,\s*/);
    return exposed.includes('etag') || exposed.includes('*') ? undefined : 'its CORS rules do not expose ETag';
  } finally {
    await store.dropUnfinished(key).catch(() => undefined); // what was found counts
    store.close();
  }
}

function isAllowed({ headers }: Response, origin: string): boolean {
  return ['*', origin].includes(headers.get('access-control-allow-origin') ?? '');
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  return await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) }).catch((cause: unknown) => {
    throw new AppError('S3_UNREACHABLE', {
      message: 'The bucket does not answer at the address that pages get.',
      cause,
    });
  });
}
