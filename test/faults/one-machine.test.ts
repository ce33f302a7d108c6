import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { buildDatabaseTemplate } from '../../src/adapters/database/embedded/database-template.ts';
import type { VideoView } from '../../src/http/video-view.ts';
import { freePort } from '../support/engines/engine-process.ts';
import { momentsOf, SEED, timeoutOf } from '../support/faults/fault-run.ts';
import { type FaultOutcome, tellFault } from '../support/faults/fault-table.ts';
import { killFfmpegOf } from '../support/faults/kill-ffmpeg.ts';
import { mulberry32 } from '../support/faults/mulberry32.ts';
import { ADMIN_SETTINGS, adminFetch } from '../support/server/admin.ts';
import { generatedClip } from '../support/server/generated-clip.ts';
import { type ProgramOnSmallDisk, startOnSmallDisk } from '../support/faults/small-disk.ts';
import { uploadStubbornly } from '../support/faults/stubborn-upload.ts';
import { untilEnded } from '../support/server/video-watcher.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const WHERE = 'one machine, embedded engines';
const SECONDS = 12;
const RESERVE_BYTES = 4_000_000;
const FULL_MS = 3_000;
const STUCK_AFTER_MS = 120_000;

const random = mulberry32(SEED);
const folder = temporaryFolder((remove) => afterAll(remove));
const disk = join(folder, 'disk');
let server: ProgramOnSmallDisk;
let url: string;
let clip: Uint8Array;
let lifeMs: number;

beforeAll(async () => {
  await buildDatabaseTemplate();
  clip = await readFile(await generatedClip(folder, SECONDS));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  server = await startOnSmallDisk({
    disk,
    sizeBytes: 512 * 1024 ** 2,
    command: 'serve',
    readyText: 'Lectern is ready',
    settings: {
      ...ADMIN_SETTINGS,
      PORT: String(port),
      LECTERN_LADDER: '240,360',
      LECTERN_DISK_RESERVE_BYTES: String(RESERVE_BYTES),
      TMPDIR: join(disk, 'data'),
    },
  });
  const startedAt = performance.now();
  expect(await outcomeOf(await uploadStubbornly(() => url, clip, 'undisturbed.mp4'))).toEqual({ end: 'ready' });
  lifeMs = performance.now() - startedAt;
}, 120_000);
afterAll(async () => await server?.kill());

/** Ready with everything encoded (its frames were proven before), or failed with a reason. */
async function outcomeOf(id: string): Promise<FaultOutcome> {
  const late = sleep(STUCK_AFTER_MS, undefined, { ref: false });
  const video = await Promise.race([untilEnded(url, id).catch(() => undefined), late]);
  if (video?.state === 'ready' && video.progress.percent === 100) return { end: 'ready' };
  if (video?.state === 'failed' && video.error?.message) return { end: 'failed', reason: video.error.code };
  return { end: 'stuck', reason: video?.state ?? 'never heard of again' };
}

interface Row {
  readonly fault: string;
  readonly moments: number;
  readonly strike: (upload: Promise<string>) => Promise<void>;
}

const ROWS: readonly Row[] = [
  { fault: 'kill -9 FFmpeg', moments: momentsOf(3), strike: async () => await killFfmpegOf([server.pid], random) },
  {
    fault: 'disk full during upload, encode or publish',
    moments: momentsOf(6),
    async strike() {
      await server.fill(Math.floor(random() * RESERVE_BYTES * 0.75));
      await sleep(FULL_MS);
      await server.free();
    },
  },
  {
    fault: 'source removed in mid-encode',
    moments: momentsOf(2),
    strike: async (upload) => await server.remove(join(disk, 'data/media/originals', await upload, 'source.bin')),
  },
];

for (const { fault, moments, strike } of ROWS) {
  it(
    `makes every video ready, or failed with a reason: ${fault} (seed ${SEED})`,
    async () => {
      const outcomes: FaultOutcome[] = [];
      for (let i = 0; i < moments; i++) {
        const upload = uploadStubbornly(() => url, clip, `${fault} ${i}.mp4`);
        await sleep(random() * lifeMs);
        await strike(upload);
        outcomes.push(await outcomeOf(await upload));
      }
      tellFault(WHERE, fault, outcomes);
      expect(outcomes.filter(({ end }) => end === 'stuck')).toEqual([]);
    },
    timeoutOf(moments),
  );
}

it('leaves nothing behind: no temporary file, and nothing of a video that is deleted', async () => {
  const { videos } = (await (await adminFetch(`${url}/api/v1/videos?limit=100`)).json()) as { videos: VideoView[] };
  expect(videos.length).toBeGreaterThan(0);
  const left = async (): Promise<string[]> => (await server.files()).map((file) => file.slice(disk.length));
  const isTemporary = (file: string): boolean => /\.part$|^\/data\/(work|uploads|lectern-)/.test(file);
  expect((await left()).filter(isTemporary)).toEqual([]);
  for (const { id } of videos) await adminFetch(`${url}/api/v1/videos/${id}`, { method: 'DELETE' });
  expect((await left()).filter((file) => file.includes('/media/'))).toEqual([]);
  expect(await server.end()).toBe(0);
}, 60_000);
