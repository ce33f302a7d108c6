import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { buildDatabaseTemplate } from '../../src/adapters/database/embedded/database-template.ts';
import type { VideoView } from '../../src/http/video-view.ts';
import { brokenIn, checkFolder } from '../support/check-folder.ts';
import { momentsOf, SEED, timeoutOf } from '../support/faults/fault-run.ts';
import { type FaultOutcome, tellFault } from '../support/faults/fault-table.ts';
import { mulberry32 } from '../support/faults/mulberry32.ts';
import { adminFetch } from '../support/server/admin.ts';
import { startChildServer } from '../support/server/child-server.ts';
import { generatedClip } from '../support/server/generated-clip.ts';
import { KILL_POINTS } from '../support/server/kill-points.ts';
import { TusClient } from '../support/server/tus-client.ts';
import { untilEnded } from '../support/server/video-watcher.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SETTINGS = { LECTERN_LADDER: '240,360' };
const PROGRAM = ['--import', 'tsx', 'test/support/server/killing-server.ts'];
/**
 * In a round every kind of moment is come to in turn, in one data folder. Each round has its own: a step in whose midst
 * the server died ten times is given up, by design.
 */
const ROUNDS = Math.ceil(momentsOf(KILL_POINTS.length) / KILL_POINTS.length);

const random = mulberry32(SEED);
const outcomes: FaultOutcome[] = [];
afterAll(() => tellFault('one machine, embedded engines', 'kill -9 the server, nine times a round', outcomes));
let clip: Uint8Array;
beforeAll(async () => {
  await buildDatabaseTemplate();
  clip = await readFile(
    await generatedClip(
      temporaryFolder((remove) => afterAll(remove)),
      8,
    ),
  );
});

it.each(Array.from({ length: ROUNDS }, (_, i) => ({ round: i + 1 })))(
  `makes every video ready with its exact frames after kill -9 at every kind of moment: round $round (seed ${SEED})`,
  async () => {
    const dataFolder = join(temporaryFolder(), 'data');
    const ids: string[] = [];
    const log: string[] = [`seed ${SEED}`];
    const points = KILL_POINTS.map((point) => ({ point, order: random() })).toSorted((a, b) => a.order - b.order);
    for (const { point } of points) {
      const killAt = `${point}:${1 + Math.floor(random() * 2)}`;
      // It may die before it says that it is ready: the videos of the rounds before are still in work.
      const server = await startChildServer(dataFolder, { ...SETTINGS, KILL_AT: killAt }, PROGRAM).catch(
        () => undefined,
      );
      if (server) {
        ids.push(...(await uploadInto(server.url)));
        const everything = Promise.all(ids.map(async (id) => await untilEnded(server.url, id)));
        const outcome = await Promise.race([
          server.ended.then(() => 'killed'),
          everything.then(
            () => 'passed',
            () => 'killed',
          ),
        ]);
        await server.kill('SIGKILL');
        log.push(`${killAt}: ${outcome}`);
      } else {
        log.push(`${killAt}: killed at the start`);
      }
    }
    console.log(log.join('\n'));
    expect(log.filter((line) => line.includes('killed')).length).toBeGreaterThanOrEqual(KILL_POINTS.length * 0.75);
    expect(ids.length).toBeGreaterThan(0);

    const last = await startChildServer(dataFolder, SETTINGS);
    for (const id of ids) {
      const outcome: { end: FaultOutcome['end'] } = { end: 'stuck' };
      outcomes.push(outcome);
      expect(await untilEnded(last.url, id)).toMatchObject({ state: 'ready', progress: { percent: 100 } });
      const folder = join(dataFolder, 'media/hls', id);
      const report = await checkFolder(folder, join(dataFolder, 'media/originals', id, 'source.bin'));
      expect(brokenIn(report)).toEqual([]);
      // 8 s are four segments, in three renditions, and one revision only.
      const files = readdirSync(folder, { recursive: true }).map(String);
      expect(files.filter((file) => file.endsWith('.m4s'))).toHaveLength(12);
      expect(files.filter((file) => file.endsWith('init.mp4'))).toHaveLength(3);
      outcome.end = 'ready';
    }
    // Uploads that broke are either whole, and then ready like the others, or still waiting for their client.
    const { videos } = (await (await adminFetch(`${last.url}/api/v1/videos`)).json()) as VideoPage;
    for (const video of videos) expect(['ready', 'uploading']).toContain((await settled(last.url, video)).state);
    await last.kill('SIGTERM');
    expect(readdirSync(join(dataFolder, 'work'))).toEqual([]);
  },
  timeoutOf(KILL_POINTS.length),
);

/** Uploads the clip; the server may die while it answers. Returns the id of the video, if it got that far. */
async function uploadInto(url: string): Promise<string[]> {
  const tus = new TusClient(url);
  const created = await tus.create(clip.length).catch(() => undefined);
  const location = created?.headers.get('location');
  if (!location) return [];
  const sent = await tus.patch(location, 0, clip).catch(() => undefined);
  return sent?.status === 204 ? [location.split('/').at(-1) ?? ''] : [];
}

type VideoPage = { videos: VideoView[] };

async function settled(url: string, video: VideoView): Promise<VideoView> {
  return video.state === 'processing' ? await untilEnded(url, video.id) : video;
}
