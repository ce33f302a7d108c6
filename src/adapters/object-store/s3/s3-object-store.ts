import { setMaxListeners } from 'node:events';

import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';

import { addressOf } from '../../../kernel/address-of.ts';
import { AppError } from '../../../kernel/app-error.ts';
import type { ByteRange, ObjectInfo, ObjectStore } from '../../../ports/object-store.ts';
import type { PartUploads } from '../../../ports/part-uploads.ts';
import { asS3Error, isMissing, isThereAlready } from './as-s3-error.ts';
import { type BucketCors, bucketCors } from './bucket-cors.ts';
import { s3PartUploads } from './s3-part-uploads.ts';
import { dropUnfinishedUploads, type FileStore, storeFileInParts } from './store-file.ts';

/** Where the objects lie and who we are there. */
export interface S3Settings {
  /** Undefined: Amazon's own, by region. */
  readonly endpoint?: string | undefined;
  readonly bucket: string;
  readonly region: string;
  /** Undefined: what the SDK finds on this machine, such as the role of a virtual machine. */
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** `endpoint/bucket/key`; otherwise `bucket.endpoint/key`. */
  readonly isPathStyle: boolean;
  /** Before every key; empty, or ending in `/`. */
  readonly prefix: string;
  /** What browsers and a CDN are told of an object, by its key. */
  readonly headersOf: (key: string) => { readonly contentType: string; readonly cacheControl: string };
  /** Keys that are listed or deleted by one request, 1,000 at most and by default. */
  readonly keysAtOnce?: number;
}

/** Bytes of an object in pieces, and what must hold so that the rest of it can be asked for. */
interface Piece {
  readonly body: AsyncIterable<Uint8Array>;
  readonly etag: string | undefined;
  /** Position of its first byte in the object; the end is excluded. */
  readonly start: number;
  readonly end: number;
}

/** What is used here of a request's options. */
type HttpHandlerOptions = { readonly abortSignal?: unknown };

/** Tries of one request; the pauses between them are 0.1 s and twice as long each time. */
const TRIES = 5;
/** How often in a row a stream may break without one more byte. */
const RESUMES = 3;
const KEYS_AT_ONCE = 1000;

/** What a bucket can do beyond holding objects. */
export interface S3ObjectStore extends ObjectStore, FileStore {
  readonly parts: PartUploads;
  readonly cors: BucketCors;
  /** Ends every request at once, and those to come: they fail as if the store was away. */
  cut(): void;
  close(): void;
}

/** Objects in a bucket of any S3-compatible store. Errors are AppErrors S3_* and DISK_FULL; secrets are in none. */
export function createS3ObjectStore(settings: S3Settings): S3ObjectStore {
  const { bucket, prefix, keysAtOnce = KEYS_AT_ONCE } = settings;
  const ending = new AbortController();
  const client = openClient(settings, ending.signal);
  const where = `${addressOf(settings.endpoint ?? 'https://s3.amazonaws.com')}, bucket ${bucket}`;
  const at = (key: string) => ({ Bucket: bucket, Key: `${prefix}${checked(key)}` });
  const attempt = async <T>(what: string, request: Promise<T>): Promise<T> =>
    await request.catch((cause: unknown) => {
      throw asS3Error(cause, what, where);
    });

  const open = async (key: string, from?: { range: ByteRange; etag?: string | undefined }): Promise<Piece> => {
    const { range, etag } = from ?? {};
    const request = new GetObjectCommand({
      ...at(key),
      ...(range && { Range: `bytes=${range.start}-${range.end - 1}` }),
      ...(etag !== undefined && { IfMatch: etag }),
    });
    const answer = await client.send(request).catch((cause: unknown) => {
      if (isMissing(cause)) throw missing(key);
      throw asS3Error(cause, `read ${key}`, where);
    });
    const start = range?.start ?? 0;
    return { body: bodyOf(answer), etag: answer.ETag, start, end: start + (answer.ContentLength ?? 0) };
  };

  const pages = async function* (of: { Bucket: string; Prefix: string }): AsyncIterable<ObjectInfo[]> {
    try {
      for await (const { Contents: contents = [] } of paginateListObjectsV2({ client, pageSize: keysAtOnce }, of)) {
        if (contents.length > 0) yield contents.map((each) => infoOf(each.Key ?? '', each.Size, each.LastModified));
      }
    } catch (cause) {
      throw asS3Error(cause, `list ${of.Prefix}`, where);
    }
  };

  const headersOf = (key: string) => {
    const { contentType, cacheControl } = settings.headersOf(key);
    return { ContentType: contentType, CacheControl: cacheControl };
  };
  const putOf = (key: string, bytes: Uint8Array, condition: { readonly IfNoneMatch?: '*' } = {}) =>
    new PutObjectCommand({ ...at(key), ...headersOf(key), ...condition, Body: bytes, ContentLength: bytes.length });

  const cors = bucketCors(client, bucket);
  return {
    cors: {
      allow: async (pages) => await attempt('set the CORS rules', cors.allow(pages)),
      allowed: async () => await attempt('read the CORS rules', cors.allowed()),
    },
    parts: s3PartUploads(client, { at, headersOf, attempt }),
    async put(key, bytes) {
      await attempt(`store ${key}`, client.send(putOf(key, bytes)));
    },
    async putNew(key, bytes) {
      return await client.send(putOf(key, bytes, { IfNoneMatch: '*' })).then(
        () => true,
        (cause: unknown) => {
          if (isThereAlready(cause)) return false;
          throw asS3Error(cause, `store ${key}`, where);
        },
      );
    },
    async storeFile(key, file, signal) {
      await attempt(`store ${key}`, storeFileInParts(client, at(key), headersOf(key), file, signal));
    },
    async dropUnfinished(under) {
      await attempt(`clean up ${under}`, dropUnfinishedUploads(client, bucket, `${prefix}${under}`));
    },
    async get(key) {
      const piece = await open(key).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'OBJECT_MISSING') return undefined;
        throw error;
      });
      if (!piece) return undefined;
      const pieces: Uint8Array[] = [];
      for await (const bytes of resuming(piece, (from) => open(key, from), key)) pieces.push(bytes);
      return Buffer.concat(pieces);
    },
    async read(key, range) {
      return resuming(await open(key, range && { range }), (from) => open(key, from), key);
    },
    async copy(from, to) {
      const CopySource = [bucket, ...`${prefix}${checked(from)}`.split('/')].map(encodeURIComponent).join('/');
      const headers = { ...headersOf(to), MetadataDirective: 'REPLACE' as const };
      await client.send(new CopyObjectCommand({ ...at(to), CopySource, ...headers })).catch((cause: unknown) => {
        if (isMissing(cause)) throw missing(from);
        throw asS3Error(cause, `copy ${from}`, where);
      });
    },
    async stat(key) {
      const answer = await client.send(new HeadObjectCommand(at(key))).catch((cause: unknown) => {
        if (isMissing(cause)) return undefined;
        throw asS3Error(cause, `look at ${key}`, where);
      });
      return answer && infoOf(key, answer.ContentLength, answer.LastModified);
    },
    async *list(under) {
      for await (const page of pages({ Bucket: bucket, Prefix: `${prefix}${under}` })) {
        for (const info of page) yield { ...info, key: info.key.slice(prefix.length) };
      }
    },
    async delete(key) {
      await attempt(`delete ${key}`, client.send(new DeleteObjectCommand(at(key))));
    },
    async deletePrefix(under) {
      if (!under.endsWith('/') || under.startsWith('/')) throw new Error(`bug: not a prefix: ${under}`);
      for await (const page of pages({ Bucket: bucket, Prefix: `${prefix}${under}` })) {
        const Objects = page.map(({ key }) => ({ Key: key }));
        const request = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
        const { Errors: errors = [] } = await attempt(`delete ${under}`, client.send(request));
        if (errors[0]) throw asS3Error({ name: errors[0].Code, message: errors[0].Message }, `delete ${under}`, where);
      }
    },
    cut: () => ending.abort(),
    close: () => client.destroy(),
  };
}

function openClient({ endpoint, region, keys, isPathStyle }: S3Settings, ending: AbortSignal): S3Client {
  // The SDK warns on Node 20 of versions to come; package.json fixes the version.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const client = new S3Client({
    region,
    forcePathStyle: isPathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(keys && { credentials: keys }),
    maxAttempts: TRIES,
    // The checksums the SDK adds by default are unknown to many compatible stores; the signature covers the bytes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 120_000, // of a whole upload or answer's beginning; one that stands still ends sooner
      throwOnRequestTimeout: true,
      socketTimeout: 20_000,
      socketAcquisitionWarningTimeout: 60_000,
      httpAgent: { maxSockets: 200, keepAlive: true },
      httpsAgent: { maxSockets: 200, keepAlive: true },
    },
  });
  setMaxListeners(0, ending); // one a request
  const send = client.send.bind(client) as (command: unknown, options?: HttpHandlerOptions) => Promise<unknown>;
  return Object.assign(client, {
    send: async (command: unknown, options: HttpHandlerOptions = {}) => {
      const own = options.abortSignal as AbortSignal | undefined;
      return await send(command, { ...options, abortSignal: own ? AbortSignal.any([own, ending]) : ending });
    },
  });
}

/** The bytes of a piece; where the connection breaks, the rest of the same object is asked for. */
async function* resuming(
  piece: Piece,
  open: (from: { range: ByteRange; etag: string | undefined }) => Promise<Piece>,
  key: string,
): AsyncIterable<Uint8Array> {
  const { end, etag } = piece;
  let { body, start } = piece;
  for (let resumes = 0; ; resumes++) {
    let reason: unknown;
    try {
      for await (const bytes of body) {
        start += bytes.length;
        resumes = 0;
        yield bytes;
      }
    } catch (error) {
      reason = error;
    }
    if (start >= end) return;
    if (resumes === RESUMES) {
      const message = `${key} broke off ${end - start} bytes before its end, ${RESUMES} times.`;
      throw new AppError('S3_FAILED', { message, retry: 'later', cause: reason });
    }
    ({ body } = await open({ range: { start, end }, etag }));
  }
}

function bodyOf({ Body: body }: GetObjectCommandOutput): AsyncIterable<Uint8Array> {
  return body as unknown as AsyncIterable<Uint8Array>; // in Node a stream
}

function infoOf(key: string, sizeBytes = 0, modified?: Date): ObjectInfo {
  return { key, sizeBytes, modifiedAtMs: modified?.getTime() ?? 0 };
}

/** S3 would take any text; what is no path below a root could not be moved to a folder, or served. */
function checked(key: string): string {
  if (key === '' || key.startsWith('/') || key.includes('\0') || /(^|\/)\.\.?(\/|$)/.test(key)) {
    throw new AppError('OBJECT_MISSING', { message: `The key ${JSON.stringify(key)} is outside the store.` });
  }
  return key;
}

function missing(key: string): AppError {
  return new AppError('OBJECT_MISSING', { message: `${key} is not stored.`, retry: 'later' });
}
