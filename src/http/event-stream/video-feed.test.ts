import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { LecternEvent } from '../../events/lectern-event.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { VideoFacts } from '../present-video.ts';
import type { VideoView } from '../video-view.ts';
import { VideoFeed } from './video-feed.ts';

const filled: LecternEvent = {
  type: 'cell.filled',
  videoId: 'lecture',
  revisionId: 'r',
  renditionId: '360p',
  segmentIndex: 0,
};
const playable: LecternEvent = { type: 'video.playable', videoId: 'lecture' };

const ADMIN = { principal: { kind: 'key', id: 'environment', name: 'key', role: 'admin' }, viewer: undefined } as const;
const STRANGER = { kind: 'key', id: 'other', name: 'key', role: 'student' } as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A feed with one page that listens; `loads` counts the readings of the tables. */
async function listeningPage() {
  let publish: (event: LecternEvent) => void = () => {};
  let tellGap: () => void = () => {};
  const heard: string[] = [];
  const loads: (readonly string[] | undefined)[] = [];
  const feed = new VideoFeed({
    subscribe: (listener, onGap) => {
      publish = listener;
      tellGap = onGap;
      return () => {};
    },
    load: async (query) => {
      loads.push('ids' in query ? query.ids : undefined);
      return [{ video: { id: 'lecture' } } as VideoFacts];
    },
    showTo: (asker) => async (facts) =>
      facts.filter(() => asker.principal !== STRANGER).map(({ video }) => ({ id: video.id }) as VideoView),
    logger: { warn: () => {} } as unknown as Logger,
  });
  await feed.subscribe(ADMIN, undefined, (event) => heard.push(event));
  heard.length = 0;
  loads.length = 0;
  return { publish: (event: LecternEvent) => publish(event), tellGap: () => tellGap(), feed, heard, loads };
}

it('tells of progress once in 300 ms however many cells are filled', async () => {
  const { publish, heard, loads } = await listeningPage();
  for (let count = 0; count < 50; count++) publish(filled);
  await vi.advanceTimersByTimeAsync(299);
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(heard).toEqual(['video']);
  expect(loads).toEqual([['lecture']]);
});

it('tells at once what people wait for, also while progress waits for its turn', async () => {
  const { publish, heard } = await listeningPage();
  publish(filled);
  publish(playable);
  await vi.advanceTimersByTimeAsync(1);
  expect(heard).toEqual(['video']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(heard).toEqual(['video']);
});

it('tells at once what happens while something else is being told', async () => {
  const { publish, heard } = await listeningPage();
  publish(filled);
  vi.advanceTimersByTime(300);
  publish(playable);
  await vi.advanceTimersByTimeAsync(1);
  expect(heard).toEqual(['video', 'video']);
});

it('sends every page everything again after a gap in the events, from two readings, then what came meanwhile', async () => {
  const { publish, tellGap, feed, heard, loads } = await listeningPage();
  const named: unknown[] = [];
  for (const ids of [['lecture'], ['lecture', 'other'], ['other']]) {
    await feed.subscribe(ADMIN, ids, (event, data) =>
      named.push([event, (data as { videos?: VideoView[] }).videos?.length]),
    );
  }
  named.length = 0;
  loads.length = 0;
  tellGap();
  publish(playable);
  await vi.advanceTimersByTimeAsync(1);
  expect(heard[0]).toBe('snapshot');
  expect(named.slice(0, 3)).toEqual([
    ['snapshot', 1],
    ['snapshot', 1],
    ['snapshot', 0],
  ]);
  expect(loads.slice(0, 2)).toEqual([undefined, ['lecture', 'other']]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(heard.slice(1)).toContain('video');
});

it('tells those who may not see a video that it is not there, and nothing to those who follow their own', async () => {
  const { publish, feed } = await listeningPage();
  const named: unknown[] = [];
  const own: unknown[] = [];
  const asker = { principal: STRANGER, viewer: undefined };
  await feed.subscribe(asker, ['lecture'], (event, data) => named.push([event, data]));
  await feed.subscribe(asker, undefined, (event, data) => own.push([event, data]));
  publish(playable);
  await vi.advanceTimersByTimeAsync(1);
  expect(named).toEqual([
    ['snapshot', { videos: [] }],
    ['deleted', { id: 'lecture' }],
  ]);
  expect(own).toEqual([['snapshot', { videos: [] }]]);
});
