import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { ByteRange, ObjectStore } from '../ports/object-store.ts';
import type { WantedCell } from '../videos/cell.ts';
import type { RevisionStore } from '../videos/revision-store.ts';
import { sourceIdOf } from '../videos/video.ts';
import type { VideoStore } from '../videos/video-store.ts';
import type { HeldCells } from './waiting/held-cells.ts';
import { type HotSegment, HotSegments } from './hot-segments.ts';
import type { MediaAnswer, MediaRequest } from './media-request.ts';
import { originalKey, type OriginalPath, parseMediaPath, type StreamPath } from './media-path.ts';
import type { OriginalFiles } from './original-files.ts';
import { ShortMemory } from './short-memory.ts';
import { ASK_AGAIN, FOR_EVER, privately } from './object-headers.ts';
import { matches, sendObject } from './stored-object.ts';

/** Answers requests under /v/. Throws AppError NOT_FOUND for what does not exist, CONTENT_NOT_READY for an empty cell. */
export type MediaServer = (request: MediaRequest) => Promise<MediaAnswer>;

const zip = promisify(gzip);

/** However good it is: who has signed out is known here after 5 s, and gets nothing after 10. */
const LONGEST_YES_MS = 5_000;

/** What serving needs. */
export interface MediaServerStores {
  readonly objects: ObjectStore;
  readonly revisions: Pick<RevisionStore, 'cellState'>;
  /** Holds requests for empty cells. */
  readonly held: Pick<HeldCells, 'hold'>;
  readonly videos: Pick<VideoStore, 'find'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly originals: OriginalFiles;
  /** For segments that many ask for; 0: none. */
  readonly segmentMemoryBytes: number;
  /**
   * Before the key in X-Accel-Redirect: nginx sends segments, inits and pictures from its own internal location, ranges and
   * conditions included. Undefined: they are sent from here.
   */
  readonly accelPrefix?: string | undefined;
}

/** Serves streams out of an object store; a request for an empty cell is held while that cell is encoded. */
export function createMediaServer(stores: MediaServerStores): MediaServer {
  const isProven = createProvenRevisions(stores);
  const hot = new HotSegments({ ...stores, mostBytes: stores.segmentMemoryBytes });
  const serving = { ...stores, isProven, hot };
  return async (request) => {
    const path = parseMediaPath(request.path);
    if (!path) throw notFound();
    if (path.kind === 'root' || path.kind === 'playlist') return await serveText(stores.objects, path, request);
    return path.kind === 'original'
      ? await serveOriginal(stores, path, request)
      : await serveBytes(serving, path, request);
  };
}

/** Playlists are small: read whole, gzipped for those who take it (H18), and told apart by their content. */
async function serveText(objects: ObjectStore, path: StreamPath, request: MediaRequest): Promise<MediaAnswer> {
  const text = await objects.get(path.key);
  if (!text) throw notFound();
  const isGzipped = acceptsGzip(request.acceptEncoding);
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}${isGzipped ? '-gzip' : ''}"`;
  const headers = {
    'content-type': path.contentType,
    'cache-control': caching(request, path.kind === 'root' ? ASK_AGAIN : FOR_EVER),
    vary: 'accept-encoding',
    etag,
  };
  if (matches(request.ifNoneMatch, etag)) return { status: 304, headers };
  const body = isGzipped ? await zip(text) : text;
  const encoding: Record<string, string> = isGzipped ? { 'content-encoding': 'gzip' } : {};
  const whole = { ...headers, ...encoding, 'content-length': String(body.length) };
  return request.method === 'HEAD' ? { status: 200, headers: whole } : { status: 200, headers: whole, body };
}

/** Whatever a browser makes of somebody's file: it is no page, and runs nothing. */
const HARMLESS = {
  'content-disposition': 'inline',
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
};

async function serveOriginal(
  stores: MediaServerStores,
  { videoId }: OriginalPath,
  request: MediaRequest,
): Promise<MediaAnswer> {
  const video = await stores.videos.find(videoId);
  const contentType = await stores.originals.typeOf(video);
  if (!video || contentType === undefined || !/^(video|audio)\//.test(contentType)) throw notFound();
  const headers = { 'content-type': contentType, 'cache-control': privately(ASK_AGAIN), ...HARMLESS };
  return await serveStored(stores, originalKey(sourceIdOf(video)), headers, request);
}

/** Whether every cell of a revision is known to be filled. One question in 5 s for each revision that is watched. */
type ProvenRevisions = (videoId: string, revisionId: string) => Promise<boolean>;

function createProvenRevisions({ videos, clock }: Pick<MediaServerStores, 'videos' | 'clock'>): ProvenRevisions {
  const nowMs = (): number => clock.nowMs();
  const memory = new ShortMemory<boolean>({ nowMs, keptMs: 5_000, isKept: () => true });
  return async (videoId, revisionId) =>
    await memory.ask(`${videoId} ${revisionId}`, async () => {
      const video = await videos.find(videoId);
      return video?.state === 'ready' && video.revisionId === revisionId;
    });
}

async function serveBytes(
  stores: MediaServerStores & { readonly isProven: ProvenRevisions; readonly hot: HotSegments },
  { videoId, key, contentType, cell }: StreamPath,
  request: MediaRequest,
): Promise<MediaAnswer> {
  const { objects, hot, accelPrefix } = stores;
  const isProven = cell !== undefined && (await stores.isProven(videoId, cell.revisionId));
  const heldMs = cell && !isProven ? await waitForCell(stores, { videoId, ...cell }, request) : undefined;
  // Time held is not the line's: players leave it out of their bandwidth.
  const waited: Record<string, string> = heldMs === undefined ? {} : { 'x-lectern-held-ms': String(heldMs) };
  const given = {
    ...{ 'content-type': contentType, 'cache-control': caching(request, FOR_EVER), ...waited },
    ...(isProven && keptYes(request)),
  };
  if (accelPrefix !== undefined) {
    if (!(await objects.stat(key))) throw notFound();
    return { status: 200, headers: { ...given, 'x-accel-redirect': `${accelPrefix}${key}` } };
  }
  const inMemory = isProven ? await hot.find(key) : undefined;
  return inMemory ? await serveFromMemory(inMemory, given, request) : await serveStored(stores, key, given, request);
}

/** Answers how long the request was held for a cell that was empty; undefined: it was filled already. */
async function waitForCell(
  { revisions, held }: MediaServerStores,
  cell: WantedCell,
  request: MediaRequest,
): Promise<number | undefined> {
  const state = await revisions.cellState(cell.videoId, cell.revisionId, cell);
  if (state === 'unknown') throw notFound();
  // Stored bytes of a cell that is not marked yet are nobody's business: they may be replaced.
  return state === 'empty' ? await holdUntilFilled(held, cell, request) : undefined;
}

/** What is asked for often comes from memory; the rest, and all that may still change, from where it is stored. */
async function serveStored(
  { objects }: Pick<MediaServerStores, 'objects'>,
  key: string,
  given: Readonly<Record<string, string>>,
  request: MediaRequest,
): Promise<MediaAnswer> {
  const info = await objects.stat(key);
  if (!info) throw notFound();
  return await sendObject({ ...info, read: async (range) => await objects.read(key, range) }, given, request);
}

async function serveFromMemory(
  { bytes, modifiedAtMs }: HotSegment,
  given: Readonly<Record<string, string>>,
  request: MediaRequest,
): Promise<MediaAnswer> {
  const read = async (range?: ByteRange): Promise<Uint8Array> =>
    range ? bytes.subarray(range.start, range.end) : bytes;
  return await sendObject({ sizeBytes: bytes.length, modifiedAtMs, read }, given, request);
}

/** Answers how long the request was held. Throws AppError CONTENT_NOT_READY when the cell did not come in time. */
async function holdUntilFilled(
  held: Pick<HeldCells, 'hold'>,
  cell: WantedCell,
  request: MediaRequest,
): Promise<number> {
  // A question for the headers alone is no viewer.
  if (request.method === 'HEAD') throw notReady();
  const { outcome, heldMs } = await held.hold(cell, request.left());
  if (outcome !== 'filled') throw notReady();
  return heldMs;
}

/**
 * To a proxy that asks with HEAD whether somebody may play (deploy/proxy): the yes is good for all segments of the revision,
 * for so many seconds. nginx keeps the header to itself.
 */
function keptYes({ method, permittedForMs }: MediaRequest): Record<string, string> {
  const seconds = Math.floor(Math.min(permittedForMs, LONGEST_YES_MS) / 1000);
  return method === 'HEAD' && seconds > 0 ? { 'x-accel-expires': String(seconds) } : {};
}

function caching({ isPrivate }: MediaRequest, cacheControl: string): string {
  return isPrivate ? privately(cacheControl) : cacheControl;
}

function acceptsGzip(header: string | undefined): boolean {
  return (header ?? '').split(',').some((each) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0+)?\s*$).*)?$/i.test(each));
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', { message: 'There is no such part of a stream.' });
}

function notReady(): AppError {
  return new AppError('CONTENT_NOT_READY', { message: 'This part is still being encoded.', retry: 'later' });
}
