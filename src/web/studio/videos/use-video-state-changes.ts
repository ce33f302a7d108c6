import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Video } from '../../shared/api/video.ts';

const QUIET_MS = 400;

/**
 * Calls back, a moment later and once for many, when the event stream told that a video came, or is in another state
 * than before. Progress alone is no change.
 */
export function useVideoStateChanges(onChange: () => void): void {
  const client = useQueryClient();
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    const cache = client.getQueryCache();
    const states = new Map<string, string>();
    for (const query of cache.findAll({ queryKey: ['video'] })) note(states, query.state.data);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = cache.subscribe(({ type, query }) => {
      const [kind] = query.queryKey as readonly unknown[];
      if (type !== 'updated' || kind !== 'video') return;
      if (!note(states, query.state.data)) return;
      clearTimeout(timer);
      timer = setTimeout(() => latest.current(), QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client]);
}

/** True when that was news. */
function note(states: Map<string, string>, data: unknown): boolean {
  const video = data as Video | undefined;
  if (video === undefined) return false;
  const state = `${video.state} ${video.isPlayable} ${video.posterUrl !== undefined}`;
  if (states.get(video.id) === state) return false;
  states.set(video.id, state);
  return true;
}
