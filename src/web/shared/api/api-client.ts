import { readLimits, readVideo, readVideoPage } from './read-video.ts';
import type { WireVideo } from './read-video.ts';
import { text } from '../text.ts';
import type { Limits, Problem, Video, VideoPage } from './video.ts';

const ROOT = '/api/v1';

/** Where uploads go: tus 1.0. The last part of an upload's URL is the id of its video. */
export const UPLOADS_URL = `${ROOT}/uploads`;

/** What a page wants to be told of. */
export interface Followed {
  readonly videos?: readonly string[];
  readonly courses?: readonly string[];
}

/** Where the server tells what changes: all videos, or only what is named. */
export function eventsUrl(followed: Followed = {}): string {
  const query = (['videos', 'courses'] as const)
    .map((name) => [name, followed[name] ?? []] as const)
    .filter(([, ids]) => ids.length > 0)
    .map(([name, ids]) => `${name}=${ids.map(encodeURIComponent).join(',')}`)
    .join('&');
  return `${ROOT}/events${query === '' ? '' : `?${query}`}`;
}

/** Where a player asks for fresh addresses of a video. */
export function playbackUrl(videoId: string): string {
  return `${ROOT}/videos/${encodeURIComponent(videoId)}/playback`;
}

/** An answer that was no success, in words for people. `status` is 0 when there was no answer at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.status = status;
    this.problem = problem;
  }
}

/** Every call of the server's API, typed. Throws ApiError. */
export const api = {
  async listVideos(cursor: string | undefined, signal: AbortSignal): Promise<VideoPage> {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    return readVideoPage(await request('GET', `/videos${query}`, { signal }));
  },
  async getVideo(id: string, signal: AbortSignal): Promise<Video> {
    return readVideo(await request<WireVideo>('GET', `/videos/${encodeURIComponent(id)}`, { signal }));
  },
  async renameVideo(id: string, title: string): Promise<Video> {
    return readVideo(await request<WireVideo>('PATCH', `/videos/${encodeURIComponent(id)}`, { body: { title } }));
  },
  async deleteVideo(id: string): Promise<void> {
    await request('DELETE', `/videos/${encodeURIComponent(id)}`);
  },
  /** From the `beginning`: the source is read again, and nothing of what was encoded is kept. */
  async retryVideo(id: string, from: 'missing' | 'beginning' = 'missing'): Promise<void> {
    await request('POST', `/videos/${encodeURIComponent(id)}/retry?from=${from}`);
  },
  async cancelVideo(id: string): Promise<void> {
    await request('POST', `/videos/${encodeURIComponent(id)}/cancel`);
  },
  async getLimits(signal: AbortSignal): Promise<Limits> {
    return readLimits(await request('GET', '/limits', { signal }));
  },
};

/**
 * One call of the API: `path` below /api/v1. `body` goes as JSON, `raw` as it is; with `keepalive` it outlives the page.
 * Throws ApiError.
 *
 * An answer without a body is undefined.
 */
export async function request<Answer>(
  method: 'GET' | 'PATCH' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  options: {
    body?: unknown;
    raw?: { content: Blob | string; type: string };
    signal?: AbortSignal;
    keepalive?: boolean;
  } = {},
): Promise<Answer> {
  const init: RequestInit = { method, headers: { Accept: 'application/json' } };
  if (options.signal !== undefined) init.signal = options.signal;
  if (options.keepalive === true) init.keepalive = true;
  if (options.body !== undefined) {
    init.body = JSON.stringify(options.body);
    init.headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  }
  if (options.raw !== undefined) {
    init.body = options.raw.content;
    init.headers = { Accept: 'application/json', 'Content-Type': options.raw.type };
  }
  let response: Response;
  try {
    response = await fetch(`${ROOT}${path}`, init);
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause;
    throw new ApiError(0, { code: 'UNREACHABLE', ...text.errors.unreachable }, { cause });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(response.status, readError(body, response.status));
  return body as Answer;
}

/** The server's own words, or ours when something in between answered (a proxy, a crash). */
function readError(body: unknown, status: number): Problem {
  const error = (body as { error?: Partial<Problem> } | undefined)?.error;
  if (error?.message === undefined) return { code: `HTTP_${status}`, ...text.errors.noExplanation(status) };
  return {
    code: error.code ?? `HTTP_${status}`,
    message: error.message,
    action: error.action ?? '',
    requestId: error.requestId,
  };
}
