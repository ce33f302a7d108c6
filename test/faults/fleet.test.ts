import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { VideoView } from '../../src/http/video-view.ts';
import type { ProxyFault } from '../support/engines/faulty-proxy.ts';
import { momentsOf, SEED, timeoutOf } from '../support/faults/fault-run.ts';
import { tellFault } from '../support/faults/fault-table.ts';
import { filledOf, leftoversOf, outcomeOf } from '../support/faults/fleet/look-at-fleet.ts';
import { type Fleet, startFleet } from '../support/faults/fleet/start-fleet.ts';
import { killFfmpegOf } from '../support/faults/kill-ffmpeg.ts';
import { mulberry32 } from '../support/faults/mulberry32.ts';
import { adminFetch } from '../support/server/admin.ts';
import type { ChildProgram } from '../support/server/child-server.ts';
import { generatedClip } from '../support/server/generated-clip.ts';
import { uploadStubbornly } from '../support/faults/stubborn-upload.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const WHERE = 'server and two workers on PostgreSQL, Redis, S3';
const SECONDS = 12;
const FRAMES = SECONDS * 25;
/** How long an outage lasts is the fault itself. */
const OUTAGE_MS = 6_000;
const CLOCK_OFF_MS = 2 * 3_600_000;

const random = mulberry32(SEED);
const folder = temporaryFolder((remove) => afterAll(remove));
let fleet: Fleet;
let clip: Uint8Array;
let lifeMs: number;

beforeAll(async () => {
  clip = await readFile(await generatedClip(folder, SECONDS));
  fleet = await startFleet(folder);
  // The moments lie anywhere in the life of a video: in its upload, planning, encoding, proof, and just after.
  const startedAt = performance.now();
  const id = await uploadStubbornly(() => fleet.server.url, clip, 'undisturbed.mp4');
  expect(await outcomeOf(fleet, id, FRAMES)).toEqual({ end: 'ready' });
  lifeMs = performance.now() - startedAt;
}, 180_000);
afterAll(async () => await fleet?.close(), 60_000);

const anyWorker = (): number => Math.floor(random() * fleet.workers.length);

async function trouble(kind: ProxyFault): Promise<void> {
  fleet.s3Fault = () => (kind === 'drop' && random() >= 0.1 ? undefined : kind);
  await sleep(OUTAGE_MS);
  fleet.s3Fault = () => undefined;
}

async function killFfmpeg(): Promise<void> {
  await killFfmpegOf(
    [fleet.server, ...fleet.workers].map(({ process: { pid } }) => pid ?? 0),
    random,
  );
}

async function setOneClock(offsetMs: number): Promise<void> {
  const which = random() < 0.34 ? 'server' : anyWorker();
  await fleet.setClock(which, offsetMs);
  await sleep(OUTAGE_MS);
  await fleet.setClock(which, 0);
}

/** The disk of the first worker, which takes jobs as before when there is room again. */
async function fillOneDisk(): Promise<void> {
  await fleet.small.fill(Math.floor(random() * 500_000));
  await sleep(OUTAGE_MS);
  await fleet.small.free();
}

/** As a worker would that has lost its lease, in a store that lets it: as soon as there is one, long before the proof. */
async function spoilOneSegment(upload: Promise<string>): Promise<void> {
  const id = await upload;
  const deadline = performance.now() + 60_000;
  let filled = await filledOf(fleet, id);
  while (filled.length === 0 && performance.now() < deadline) filled = await filledOf(fleet, id);
  const { client, bucket } = fleet.bucket;
  const Key = filled[Math.floor(random() * filled.length)]?.key;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'the bytes of somebody else' }));
}

interface Row {
  readonly fault: string;
  readonly moments: number;
  /** The strike waits for its moment itself. */
  readonly isAwaited?: boolean;
  readonly strike: (upload: Promise<string>) => Promise<unknown>;
}

const ROWS: readonly Row[] = [
  { fault: 'kill -9 a worker', moments: momentsOf(5), strike: () => fleet.crashWorker(anyWorker()) },
  { fault: 'kill -9 the server', moments: momentsOf(5), strike: () => fleet.crashServer() },
  { fault: 'kill -9 FFmpeg', moments: momentsOf(3), strike: killFfmpeg },
  { fault: 'kill -9 Redis', moments: momentsOf(4), strike: () => fleet.redis.crash() },
  { fault: 'kill -9 PostgreSQL', moments: momentsOf(4), strike: () => fleet.postgres.crash() },
  {
    fault: 'Redis wiped',
    moments: momentsOf(2, 0.2),
    async strike() {
      const redis = new Redis(fleet.settings['REDIS_URL'] ?? '');
      await redis.flushdb();
      redis.disconnect();
    },
  },
  { fault: 'S3 answers 500', moments: momentsOf(1, 0.2), strike: () => trouble('refuse') },
  { fault: 'S3 is slow', moments: momentsOf(1, 0.2), strike: () => trouble('late') },
  { fault: 'S3 loses a tenth of the requests', moments: momentsOf(1, 0.2), strike: () => trouble('drop') },
  {
    fault: 'network cut between workers and S3',
    moments: momentsOf(1, 0.2),
    async strike() {
      fleet.gate.cut();
      await sleep(OUTAGE_MS);
      fleet.gate.mend();
    },
  },
  { fault: 'disk full on a worker', moments: momentsOf(1, 0.2), strike: fillOneDisk },
  {
    fault: 'source removed in mid-encode',
    moments: momentsOf(2),
    async strike(upload) {
      const { client, bucket } = fleet.bucket;
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `originals/${await upload}/source.bin` }));
    },
  },
  { fault: 'a stored segment gets other bytes', moments: momentsOf(1, 0.2), isAwaited: true, strike: spoilOneSegment },
  { fault: 'a clock jumps 2 h ahead and back', moments: momentsOf(1, 0.2), strike: () => setOneClock(CLOCK_OFF_MS) },
  { fault: 'a clock jumps 2 h back and ahead', moments: momentsOf(1, 0.2), strike: () => setOneClock(-CLOCK_OFF_MS) },
];

for (const { fault, moments, isAwaited, strike } of ROWS) {
  it(
    `makes every video ready, or failed with a reason: ${fault} (seed ${SEED})`,
    async () => {
      const uploads: Promise<string>[] = [];
      for (let i = 0; i < moments; i++) {
        const upload = uploadStubbornly(() => fleet.server.url, clip, `${fault} ${i}.mp4`);
        uploads.push(upload);
        if (isAwaited !== true) await sleep(random() * lifeMs);
        await strike(upload);
      }
      const outcomes = await Promise.all(uploads.map(async (each) => await outcomeOf(fleet, await each, FRAMES)));
      tellFault(WHERE, fault, outcomes);
      expect(outcomes.filter(({ end }) => end === 'stuck')).toEqual([]);
    },
    timeoutOf(moments),
  );
}

it('ends a worker within seconds of SIGTERM although it cannot reach S3, and others go on', async () => {
  const upload = uploadStubbornly(() => fleet.server.url, clip, 'stopped.mp4');
  await sleep(random() * lifeMs);
  fleet.gate.cut();
  const codes = await Promise.all(fleet.workers.map(async (worker) => await endWithin(20_000, worker)));
  fleet.gate.mend();
  const outcome = await outcomeOf(fleet, await upload, FRAMES);
  tellFault(WHERE, 'SIGTERM of the workers while they cannot reach S3', [outcome]);
  expect([codes, outcome]).toEqual([[0, 0], { end: 'ready' }]);
  await Promise.all(fleet.workers.map(async (_worker, index) => await fleet.crashWorker(index)));
});

async function endWithin(ms: number, worker: ChildProgram): Promise<number | null | 'late'> {
  return await Promise.race([worker.kill('SIGTERM'), sleep(ms, 'late' as const, { ref: false })]);
}

it('leaves nothing behind: no file, no upload, nothing that tables and storage do not agree on', async () => {
  const { videos } = (await (await adminFetch(`${fleet.server.url}/api/v1/videos?limit=100`)).json()) as VideoPage;
  // Uploads whose first answer was lost: nobody will ever go on with them. And those whose source we removed.
  const isGone = ({ state, fileName }: VideoView): boolean =>
    state === 'uploading' || fileName?.startsWith('source removed') === true;
  for (const { id } of videos.filter(isGone)) {
    await adminFetch(`${fleet.server.url}/api/v1/videos/${id}`, { method: 'DELETE' });
  }
  expect(await fleet.drain()).toEqual([0, 0, 0, 0]);
  expect(await leftoversOf(fleet)).toEqual([]);
}, 120_000);

type VideoPage = { videos: VideoView[] };
