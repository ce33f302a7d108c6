import type { FilledMap } from '../../delivery/filled-map.ts';
import type { LecternEvent } from '../../events/lectern-event.ts';
import { type FilledRun, runsOf } from '../../videos/filled-runs.ts';
import type { SendEvent } from './open-stream.ts';

/** At most one message in this time, however many cells are filled meanwhile. */
const QUIET_MS = 300;

/** What following needs. */
export interface FilledFeedOptions {
  readonly subscribe: (listener: (event: LecternEvent) => void, onGap: () => void) => () => void;
  /** Undefined while there is no plan, and no such video. */
  readonly load: (videoId: string) => Promise<FilledMap | undefined>;
}

/**
 * Tells which cells of a video are filled: `map` first, then `filled` with what came since, `complete` at the end. What
 * is new is known from the events alone: the tables are asked only when a listener comes, and after a gap in the events.
 *
 * Answers how to stop. `end` is called after `complete`, and when the video is gone.
 */
export async function followFilled(
  { subscribe, load }: FilledFeedOptions,
  videoId: string,
  send: SendEvent,
  end: () => void,
): Promise<() => void> {
  let fresh = new Map<string, Set<number>>();
  let revision: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isReady = false;
  let isStopped = false;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const filled: Record<string, FilledRun[]> = {};
    for (const [renditionId, indexes] of fresh) filled[renditionId] = runsOf(indexes);
    if (fresh.size > 0) send('filled', filled);
    fresh = new Map();
    if (isReady) complete();
  };
  const complete = (): void => {
    send('complete', {});
    end();
  };
  const begin = async (): Promise<void> => {
    const map = await load(videoId);
    if (isStopped) return;
    if (!map) return end();
    send('map', map);
    revision = map.revision;
    isReady ||= map.complete;
    if (fresh.size > 0 || isReady) flush();
  };
  const onEvent = (event: LecternEvent): void => {
    if (event.videoId !== videoId) return;
    if (event.type === 'video.deleted') return end();
    if (event.type === 'video.ready') isReady = true;
    else if (event.type !== 'cell.filled' || event.revisionId !== (revision ?? event.revisionId)) return;
    else fresh.set(event.renditionId, (fresh.get(event.renditionId) ?? new Set()).add(event.segmentIndex));
    // What comes while the map is read is told after it, and may be in it already: that harms nobody.
    if (revision !== undefined) timer ??= setTimeout(flush, QUIET_MS).unref();
  };
  // The whole map again; where it cannot be read, players come back by themselves when the stream has ended.
  const stop = subscribe(onEvent, () => void begin().catch(end));
  const stopAll = (): void => {
    isStopped = true;
    stop();
    clearTimeout(timer);
  };
  try {
    await begin();
  } catch (error) {
    stopAll();
    throw error;
  }
  return stopAll;
}
