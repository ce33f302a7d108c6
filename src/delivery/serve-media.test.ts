import { beforeEach, expect, it } from 'vitest';

import type { CellState } from '../videos/revision-store.ts';
import type { VideoState } from '../videos/video.ts';
import type { MediaAnswer } from './media-request.ts';
import { createMediaServer, type MediaServer } from './serve-media.ts';

const VIDEO = 'v1de0v1de0v1de0v1de0';
const REVISION = 'rev1srev1srev1srev1s';
const OLDER = 'rev0srev0srev0srev0s';

let nowMs = 1_800_000_000_000;
let state: VideoState;
let cell: CellState;
let readings: number;
let questions: { videos: number; cells: number };
let serve: MediaServer;

beforeEach(() => {
  state = 'ready';
  cell = 'filled';
  readings = 0;
  questions = { videos: 0, cells: 0 };
  const size = 1000;
  const stores = {
    clock: { nowMs: () => nowMs },
    segmentMemoryBytes: 100_000,
    held: { hold: async () => ({ outcome: 'gone', heldMs: 0 }) },
    objects: {
      stat: async (key: string) => (key.includes('99') ? undefined : { key, sizeBytes: size, modifiedAtMs: 1 }),
      read: async () => {
        readings++;
        return [new Uint8Array(size)];
      },
      get: async () => {
        readings++;
        return new Uint8Array(size).map((_, index) => index);
      },
    },
    revisions: {
      cellState: async () => {
        questions.cells++;
        return cell;
      },
    },
    videos: {
      find: async (id: string) => {
        questions.videos++;
        return { id, state, revisionId: REVISION };
      },
    },
  };
  serve = createMediaServer(stores as unknown as Parameters<typeof createMediaServer>[0]);
});

const ask = async (segment: string, revision = REVISION): Promise<MediaAnswer['status'] | string> => {
  const path = `${VIDEO}/${revision}/360p/segment_${segment}.m4s`;
  return await serve({
    method: 'GET',
    path,
    isPrivate: true,
    permittedForMs: 0,
    left: () => new AbortController().signal,
  }).then(
    ({ status }) => status,
    ({ code }: { code: string }) => code,
  );
};

it('asks the tables once in 5 s for all segments of a video that is ready', async () => {
  for (let segment = 0; segment < 50; segment++) expect(await ask(String(segment).padStart(5, '0'))).toBe(200);
  expect(questions).toEqual({ videos: 1, cells: 0 });
  nowMs += 5_000;
  expect(await ask('00000')).toBe(200);
  expect(questions.videos).toBe(2);
});

it('knows no segment that a ready video does not have', async () => {
  expect(await ask('00099')).toBe('NOT_FOUND');
});

it('asks for each cell while a video is encoded, and of another revision than the one that is ready', async () => {
  expect(await ask('00000', OLDER)).toBe(200);
  state = 'processing';
  cell = 'empty';
  nowMs += 5_000;
  expect([await ask('00000'), await ask('00001')]).toEqual(['CONTENT_NOT_READY', 'CONTENT_NOT_READY']);
  expect(questions.cells).toBe(3);
});

const play = async (range?: string) =>
  await serve({
    method: 'GET',
    path: `${VIDEO}/${REVISION}/360p/segment_00000.m4s`,
    ...{
      isPrivate: true,
      permittedForMs: 0,
      left: () => new AbortController().signal,
      ...(range !== undefined && { range }),
    },
  });

it('reads a segment once for a class, and gives each the range they ask for', async () => {
  const first = await play();
  const others = await Promise.all(Array.from({ length: 30 }, () => play()));
  expect(readings).toBe(2);
  for (const { headers, body } of others) {
    expect(headers).toEqual(first.headers);
    expect(body).toHaveLength(1000);
  }
  const part = await play('bytes=10-19');
  expect(part).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 10-19/1000', 'content-length': '10' } });
  expect(part.body).toEqual(Uint8Array.from({ length: 10 }, (_, index) => 10 + index));
  expect(readings).toBe(2);
});

it('keeps nothing in memory of who watches alone, of what may still change, and for longer than minutes', async () => {
  for (let minute = 0; minute < 3; minute++, nowMs += 60_001) await play();
  expect(readings).toBe(3);
  await play();
  await play();
  expect(readings).toBe(5);
  nowMs += 5 * 60_001;
  await play();
  expect(readings).toBe(6);
  state = 'processing';
  nowMs += 5_000;
  for (let times = 0; times < 3; times++) await play();
  expect(readings).toBe(9);
});

it('lets a proxy keep its yes for seconds: of a video that is ready, and no longer than that yes is good', async () => {
  const keptFor = async (permittedForMs: number, method: 'GET' | 'HEAD' = 'HEAD'): Promise<string | undefined> => {
    const path = `${VIDEO}/${REVISION}/360p/segment_00000.m4s`;
    const left = () => new AbortController().signal;
    return (await serve({ method, path, isPrivate: true, permittedForMs, left })).headers['x-accel-expires'];
  };
  expect(await keptFor(9_000)).toBe('5');
  expect(await keptFor(3_900)).toBe('3');
  expect(await keptFor(900)).toBeUndefined();
  expect(await keptFor(9_000, 'GET')).toBeUndefined();
  state = 'processing';
  nowMs += 5_000;
  expect(await keptFor(9_000)).toBeUndefined();
});
