import { beforeEach, expect, it } from 'vitest';

import type { CellState } from '../videos/revision-store.ts';
import type { VideoState } from '../videos/video.ts';
import { createMediaServer, type MediaAnswer, type MediaServer } from './serve-media.ts';

const VIDEO = 'v1de0v1de0v1de0v1de0';
const REVISION = 'rev1srev1srev1srev1s';
const OLDER = 'rev0srev0srev0srev0s';

let nowMs = 1_800_000_000_000;
let state: VideoState;
let cell: CellState;
let questions: { videos: number; cells: number };
let serve: MediaServer;

beforeEach(() => {
  state = 'ready';
  cell = 'filled';
  questions = { videos: 0, cells: 0 };
  const size = 1000;
  const stores = {
    clock: { nowMs: () => nowMs },
    held: { hold: async () => ({ outcome: 'gone', heldMs: 0 }) },
    objects: {
      stat: async (key: string) => (key.includes('99') ? undefined : { key, sizeBytes: size, modifiedAtMs: 1 }),
      read: async () => [new Uint8Array(size)],
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
  return await serve({ method: 'GET', path, isPrivate: true, left: new AbortController().signal }).then(
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
