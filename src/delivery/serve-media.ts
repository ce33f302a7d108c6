import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { WantedCell } from '../videos/cell.ts';
import type { RevisionStore } from '../videos/revision-store.ts';
import type { VideoStore } from '../videos/video-store.ts';
import type { HeldCells } from './held-cells.ts';
import { parseRange } from './byte-range.ts';
import { type MediaPath, parseMediaPath } from './media-path.ts';
import type { OriginalFiles } from './original-files.ts';
import { ShortMemory } from './short-memory.ts';
import { ASK_AGAIN, FOR_EVER, privately } from './object-headers.ts';

/** A request for a part of a stream, in the terms of HTTP but of no HTTP library. */
export interface MediaRequest {
  readonly method: 'GET' | 'HEAD';
  /** What follows `/v/`, without the token. */
  readonly path: string;
  /** Whether the address was made for one viewer. */
  readonly isPrivate: boolean;
  readonly range?: string;
  readonly ifRange?: string;
  readonly ifNoneMatch?: string;
  readonly acceptEncoding?: string;
  /** Aborted when the viewer has left. */
  readonly left: AbortSignal;
}

/** The answer. */
export interface MediaAnswer {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** Answers requests under /v/. Throws AppError NOT_FOUND for what does not exist, CONTENT_NOT_READY for an empty cell. */
export type MediaServer = (request: MediaRequest) => Promise<MediaAnswer>;

const zip = promisify(gzip);

/** What serving needs. */
export interface MediaServerStores {
  readonly objects: ObjectStore;
  readonly revisions: Pick<RevisionStore, 'cellState'>;
  /** Holds requests for empty cells. */
  readonly held: Pick<HeldCells, 'hold'>;
  readonly videos: Pick<VideoStore, 'find'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly originals: OriginalFiles;
  /**
   * Before the key in X-Accel-Redirect: nginx sends segments, inits and pictures from its own internal location, ranges and
   * conditions included. Undefined: they are sent from here.
   */
  readonly accelPrefix?: string | undefined;
}

/** Serves streams out of an object store; a request for an empty cell is held while that cell is encoded. */
export function createMediaServer(stores: MediaServerStores): MediaServer {
  const isProven = createProvenRevisions(stores);
  return async (request) => {
    const path = parseMediaPath(request.path);
    if (!path) throw notFound();
    if (path.kind === 'root' || path.kind === 'playlist') return await serveText(stores.objects, path, request);
    return path.kind === 'original'
      ? await serveOriginal(stores, path, request)
      : await serveBytes({ ...stores, isProven }, path, request);
  };
}

/** Playlists are small: read whole, gzipped for those who take it (H18), and told apart by their content. */
async function serveText(objects: ObjectStore, path: MediaPath, request: MediaRequest): Promise<MediaAnswer> {
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
  { objects, videos, originals }: MediaServerStores,
  { videoId, key }: MediaPath,
  request: MediaRequest,
): Promise<MediaAnswer> {
  const contentType = await originals.typeOf(await videos.find(videoId));
  if (contentType === undefined || !/^(video|audio)\//.test(contentType)) throw notFound();
  const headers = { 'content-type': contentType, 'cache-control': privately(ASK_AGAIN), ...HARMLESS };
  return await serveStored(objects, key, headers, request);
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
  { objects, revisions, held, accelPrefix, isProven }: MediaServerStores & { readonly isProven: ProvenRevisions },
  { videoId, key, contentType, cell }: MediaPath,
  request: MediaRequest,
): Promise<MediaAnswer> {
  const isThere = !cell || (await isProven(videoId, cell.revisionId));
  const state = isThere ? 'filled' : await revisions.cellState(videoId, cell.revisionId, cell);
  if (state === 'unknown') throw notFound();
  // Stored bytes of a cell that is not marked yet are nobody's business: they may be replaced.
  const heldMs = cell && state === 'empty' ? await holdUntilFilled(held, { videoId, ...cell }, request) : undefined;
  // Time held is not the line's: players leave it out of their bandwidth.
  const waited: Record<string, string> = heldMs === undefined ? {} : { 'x-lectern-held-ms': String(heldMs) };
  const given = { 'content-type': contentType, 'cache-control': caching(request, FOR_EVER), ...waited };
  if (accelPrefix === undefined) return await serveStored(objects, key, given, request);
  if (!(await objects.stat(key))) throw notFound();
  return { status: 200, headers: { ...given, 'x-accel-redirect': `${accelPrefix}${key}` } };
}

/** An object or a range of it. */
async function serveStored(
  objects: ObjectStore,
  key: string,
  given: Readonly<Record<string, string>>,
  request: MediaRequest,
): Promise<MediaAnswer> {
  const info = await objects.stat(key);
  if (!info) throw notFound();
  const etag = `"${info.sizeBytes.toString(36)}-${Math.round(info.modifiedAtMs).toString(36)}"`;
  const headers = { ...given, 'accept-ranges': 'bytes', etag };
  if (matches(request.ifNoneMatch, etag)) return { status: 304, headers };

  // RFC 9110, 13.1.5: with an If-Range that no longer holds, the range is not wanted.
  const isRangeWanted = request.ifRange === undefined || request.ifRange === etag;
  const range = isRangeWanted ? parseRange(request.range, info.sizeBytes) : 'whole';
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { 'content-range': `bytes */${info.sizeBytes}`, 'accept-ranges': 'bytes' } };
  }
  const length = range === 'whole' ? info.sizeBytes : range.end - range.start;
  const partial: Record<string, string> =
    range === 'whole' ? {} : { 'content-range': `bytes ${range.start}-${range.end - 1}/${info.sizeBytes}` };
  const answer = {
    status: range === 'whole' ? (200 as const) : (206 as const),
    headers: { ...headers, ...partial, 'content-length': String(length) },
  };
  if (request.method === 'HEAD') return answer;
  return { ...answer, body: await objects.read(key, range === 'whole' ? undefined : range) };
}

/** Answers how long the request was held. Throws AppError CONTENT_NOT_READY when the cell did not come in time. */
async function holdUntilFilled(
  held: Pick<HeldCells, 'hold'>,
  cell: WantedCell,
  request: MediaRequest,
): Promise<number> {
  // A question for the headers alone is no viewer.
  if (request.method === 'HEAD') throw notReady();
  const { outcome, heldMs } = await held.hold(cell, request.left);
  if (outcome !== 'filled') throw notReady();
  return heldMs;
}

function caching({ isPrivate }: MediaRequest, cacheControl: string): string {
  return isPrivate ? privately(cacheControl) : cacheControl;
}

/** RFC 9110, 13.1.2: a weak comparison with each tag of the list. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
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
