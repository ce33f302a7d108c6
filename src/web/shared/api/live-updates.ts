import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { eventsUrl } from './api-client.ts';
import { refreshCourses } from './courses.ts';
import { readVideo } from './read-video.ts';
import type { WireVideo } from './read-video.ts';
import { sessionQuery } from './session.ts';
import { dropVideo, putVideo } from './video-queries.ts';

const REOPEN_MS = [1000, 2000, 5000, 10_000];

/** Whether the page hears from the server at the moment. */
let isConnected = true;
const watchers = new Set<() => void>();

/** True while the stream is open or has just begun to open; false once it broke. */
export function useIsConnected(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => isConnected,
  );
}

/**
 * Keeps what the page shows up to date through one event stream: of all videos, or of one, and of a course with its lessons.
 *
 * The stream closes while the page is hidden, since a browser allows few of them; on coming back, and after every
 * break, everything is asked for again, because events were missed.
 */
export function useLiveUpdates(videoId?: string, courseId?: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const videos = videoId === undefined ? [] : [videoId];
    const courses = courseId === undefined ? [] : [courseId];
    return keepListening(client, eventsUrl({ videos, courses }));
  }, [client, videoId, courseId]);
}

function keepListening(client: QueryClient, url: string): () => void {
  let source: EventSource | undefined;
  let reopenTimer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let hasMissed = false;

  const open = (): void => {
    clearTimeout(reopenTimer);
    source = new EventSource(url);
    source.addEventListener('open', () => {
      failures = 0;
      setConnected(true);
      if (hasMissed) void client.invalidateQueries();
      hasMissed = false;
    });
    // Everything as it is when the stream begins: what changed since the page asked would be missed otherwise.
    source.addEventListener('snapshot', (event: MessageEvent<string>) => {
      const { videos } = JSON.parse(event.data) as { videos: WireVideo[] };
      for (const video of videos.toReversed()) putVideo(client, readVideo(video));
    });
    source.addEventListener('video', (event: MessageEvent<string>) => {
      putVideo(client, readVideo(JSON.parse(event.data) as WireVideo));
    });
    source.addEventListener('deleted', (event: MessageEvent<string>) => {
      dropVideo(client, (JSON.parse(event.data) as { id: string }).id);
    });
    source.addEventListener('course', (event: MessageEvent<string>) => {
      refreshCourses(client, (JSON.parse(event.data) as { id: string }).id);
      void client.invalidateQueries({ queryKey: ['lesson'] });
    });
    source.addEventListener('error', () => {
      // The browser would try again by itself after some failures and give up after others; we always try again.
      close();
      setConnected(false);
      // The server ends streams of sessions that were ended elsewhere, and does not say why.
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      reopenTimer = setTimeout(open, REOPEN_MS[Math.min(failures, REOPEN_MS.length - 1)]);
      failures += 1;
    });
  };
  const close = (): void => {
    hasMissed = true;
    clearTimeout(reopenTimer);
    source?.close();
    source = undefined;
  };
  const follow = (): void => {
    if (document.hidden) close();
    else if (source === undefined) open();
  };

  if (!document.hidden) open();
  document.addEventListener('visibilitychange', follow);
  addEventListener('online', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    removeEventListener('online', follow);
    close();
    setConnected(true);
  };
}

function setConnected(value: boolean): void {
  if (isConnected === value) return;
  isConnected = value;
  for (const watcher of watchers) watcher();
}
