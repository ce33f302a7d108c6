import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { createMediaTools } from '../../../src/adapters/process-runner/process-media-tools.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { AssembledServer, RunningServer } from '../../../src/main/serve/start-server.ts';
import { DEFAULT_GRID_POLICY, makeGrid } from '../../../src/media/grid/grid.ts';
import { planChunks } from '../../../src/media/plan/plan-chunks.ts';
import { rational } from '../../../src/media/rational.ts';
import { reconcile } from '../../../src/pipeline/upkeep/reconcile.ts';
import { enqueueMissing, missingJobs } from '../../../src/pipeline/work/enqueue-missing.ts';
import type { Revision } from '../../../src/videos/revision.ts';
import { summarizePlan } from '../../../src/videos/revision.ts';
import { runFfmpeg } from '../../support/run-ffmpeg.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { assembleTestServer, startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyPlan } from '../../support/tiny-plan.ts';

function revisionOf(videoId: string, seconds: number, renditionIds: readonly string[]): Revision {
  const grid = makeGrid(rational(25), seconds * 25, DEFAULT_GRID_POLICY);
  const plan = { ...tinyPlan(renditionIds), grid, chunks: planChunks(grid, []).chunks };
  return { id: newId(), videoId, plan, summary: summarizePlan(plan) };
}

describe('the jobs of a video', () => {
  it.each([1, 5, 7, 12, 60, 600])('have names of their own, with one rendition too (%s s)', (seconds) => {
    for (const renditionIds of [['360p'], ['360p', '720p']]) {
      for (const isAlone of [true, false]) {
        const revision = revisionOf('video', seconds, renditionIds);
        const { urgentJobs = [], cellJobs = [] } = missingJobs('video', revision, [], { isAlone });
        const ids = [...urgentJobs, ...cellJobs].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }
    }
  });
});

describe('the queues of the server', () => {
  let server: AssembledServer;
  beforeAll(async () => {
    server = await assembleTestServer({ settings: { LECTERN_ENCODERS_AT_ONCE: '2' } });
  });

  /** A video with its plan saved and the first cell of its lowest rendition filled: playable but for its sound. */
  async function videoInWork(seconds: number): Promise<string> {
    const { videos, revisions } = server.work.context;
    const id = newId();
    await videos.create({ id, title: id, fileName: 'x.mp4' });
    await videos.transition(id, 'finishUpload');
    const revision = revisionOf(id, seconds, ['360p', '720p']);
    await revisions.save(revision);
    const cells = revisions.cells(revision.id);
    const lease = await cells.lease([{ renditionId: '360p', segmentIndex: 0 }], 'test');
    const bytes = { sizeBytes: 10, sha256: 'x', sampleCount: 50, durationTicks: 50_000, keyFrameEndBytes: 5 };
    await cells.markFilled(lease!, { ...lease!.cells[0]!, ...bytes, costMs: 1 });
    return id;
  }

  it('hold nothing of a new video but its opening until that is filled', async () => {
    const { context } = server.work;
    const id = newId();
    await context.videos.create({ id, title: id, fileName: 'x.mp4' });
    await context.videos.transition(id, 'finishUpload');
    await context.revisions.save(revisionOf(id, 600, ['360p', '720p']));
    await enqueueMissing(context, id);
    expect(await context.cellJobs.isIdle()).toBe(true);
    expect(await context.urgentJobs.isIdle()).toBe(false);
    await context.videos.transition(id, 'cancel');
    await context.urgentJobs.stopGroup(id);
  });

  it('bring beginnings first, then the next of what is in work longest, then everything by its place', async () => {
    const { context } = server.work;
    const old = await videoInWork(600);
    await enqueueMissing(context, old);
    const young = await videoInWork(200);
    await enqueueMissing(context, young);
    // What upkeep does once a minute.
    await reconcile(context, Date.now(), false);

    const startOf = ({ firstSegment }: { firstSegment: number }): number =>
      firstSegment < 3 ? 0 : Math.round((firstSegment - 3) * 4 + 6);
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      context.cellJobs.work(async ({ payload }) => {
        const { videoId, encode } = payload;
        const start = startOf(encode.chunk);
        const name = videoId === old ? 'old' : 'young';
        if (encode.kind === 'video') order.push(`${name} ${encode.renditionIds.join('+')} ${start}`);
        if (await isLast(order)) resolve();
        return 'done';
      }, 1);
    });
    // The old one was alone when it was planned; its first chunks are its beginning.
    const { revisionId = '' } = (await context.videos.find(old)) ?? {};
    const [, second] = (await context.revisions.find(revisionId))?.plan.chunks ?? [];
    const next = `old 360p+720p ${startOf(second ?? { firstSegment: 0 })}`;
    expect(order.slice(0, 3)).toEqual(['young 360p 0', 'old 360p+720p 0', next]);
    const places = order.slice(3).map((each) => [each.split(' ')[0], Number(each.split(' ')[2])] as const);
    const before = (name: string, below: number) => places.findLastIndex(([who, at]) => who === name && at < below);
    const after = (name: string, from: number) => places.findIndex(([who, at]) => who === name && at >= from);
    expect(before('young', 120)).toBeLessThan(after('old', 120));
    expect(before('old', 240)).toBeLessThan(after('old', 240));
  });

  const isLast = async (order: readonly string[]): Promise<boolean> =>
    order.at(-1)?.startsWith('old 360p+720p 59') ?? false;
});

describe('a source that must be rewritten first', () => {
  let server: RunningServer;
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const realTools = createMediaTools();
  beforeAll(async () => {
    server = await startTestServer({
      settings: { LECTERN_LADDER: '240' },
      replace: {
        tools: {
          inspect: () => realTools.inspect(),
          async run(run) {
            if (run.maxFileBytes !== undefined) await gate;
            return await realTools.run(run);
          },
        },
      },
    });
  });

  it('does not keep others from being played, however many there are', async () => {
    const folder = temporaryFolder();
    const clip = await generatedClip(folder, 5);
    const stream = join(folder, 'clip.ts');
    await runFfmpeg('-i', clip, '-c', 'copy', stream);
    const tus = new TusClient(server.url);
    const slow = [await tus.upload(stream), await tus.upload(stream)];
    const quick = await tus.upload(clip);
    await watchVideo(server.url, quick, ({ playable }) => playable);
    release();
    for (const id of [...slow, quick]) expect((await untilEnded(server.url, id)).state).toBe('ready');
  });
});
