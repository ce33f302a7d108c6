import type { ByteRange, ObjectInfo } from '../ports/object-store.ts';
import { parseRange } from './byte-range.ts';
import type { MediaAnswer, MediaRequest } from './media-request.ts';

/** What is sent: bytes in memory, or a stream of them. */
export interface SentObject extends Pick<ObjectInfo, 'sizeBytes' | 'modifiedAtMs'> {
  read(range: ByteRange | undefined): Promise<NonNullable<MediaAnswer['body']>>;
}

/** Answers with an object, a range of it, or the word that the viewer has it already (RFC 9110, 13 and 14). */
export async function sendObject(
  object: SentObject,
  given: Readonly<Record<string, string>>,
  request: MediaRequest,
): Promise<MediaAnswer> {
  const { sizeBytes } = object;
  const etag = `"${sizeBytes.toString(36)}-${Math.round(object.modifiedAtMs).toString(36)}"`;
  const headers = { ...given, 'accept-ranges': 'bytes', etag };
  if (matches(request.ifNoneMatch, etag)) return { status: 304, headers };

  // RFC 9110, 13.1.5: with an If-Range that no longer holds, the range is not wanted.
  const isRangeWanted = request.ifRange === undefined || request.ifRange === etag;
  const range = isRangeWanted ? parseRange(request.range, sizeBytes) : 'whole';
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { 'content-range': `bytes */${sizeBytes}`, 'accept-ranges': 'bytes' } };
  }
  const length = range === 'whole' ? sizeBytes : range.end - range.start;
  const partial: Record<string, string> =
    range === 'whole' ? {} : { 'content-range': `bytes ${range.start}-${range.end - 1}/${sizeBytes}` };
  const answer = {
    status: range === 'whole' ? (200 as const) : (206 as const),
    headers: { ...headers, ...partial, 'content-length': String(length) },
  };
  if (request.method === 'HEAD') return answer;
  return { ...answer, body: await object.read(range === 'whole' ? undefined : range) };
}

/** RFC 9110, 13.1.2: a weak comparison with each tag of the list. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}
