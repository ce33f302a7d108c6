import type { VideoView } from '../../../src/http/video-view.ts';
import { AS_ADMIN } from './admin.ts';

/** One event of `GET /api/v1/events`. */
export interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Reads the event stream as a page does. */
export function readEvents(origin: string, signal: AbortSignal, query = ''): AsyncGenerator<StreamEvent> {
  return readStream(origin, `/api/v1/events${query}`, signal);
}

/** Reads any stream of server-sent events. */
export async function* readStream(origin: string, path: string, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  const response = await fetch(new URL(path, origin), {
    signal,
    headers: { ...AS_ADMIN, accept: 'text/event-stream' },
  });
  let text = '';
  for await (const bytes of response.body as ReadableStream<Uint8Array>) {
    text += Buffer.from(bytes).toString('utf8');
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const event = /^event: (.*)$/m.exec(message)?.[1];
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) };
    }
  }
}

/** Follows one video by events until it is as wanted; answers every view that was told. */
export async function watchVideo(
  origin: string,
  id: string,
  isWanted: (video: VideoView) => boolean,
): Promise<VideoView[]> {
  const stop = new AbortController();
  const seen: VideoView[] = [];
  for await (const { event, data } of readEvents(origin, stop.signal, `?videos=${id}`)) {
    const views =
      event === 'snapshot' ? (data as { videos: VideoView[] }).videos : event === 'video' ? [data as VideoView] : [];
    seen.push(...views);
    if (views.some(isWanted)) break;
  }
  stop.abort();
  return seen;
}

/** Waits until a video is ready or failed. */
export async function untilEnded(origin: string, id: string): Promise<VideoView> {
  const seen = await watchVideo(origin, id, ({ state }) => state === 'ready' || state === 'failed');
  return seen.at(-1) as VideoView;
}
