import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { systemClock } from '../../../src/adapters/clock/system-clock.ts';
import { createMediaTools } from '../../../src/adapters/process-runner/process-media-tools.ts';
import { HeldCells } from '../../../src/delivery/waiting/held-cells.ts';
import type { MediaAnswer } from '../../../src/delivery/media-request.ts';
import { createMediaServer } from '../../../src/delivery/serve-media.ts';
import type { LecternEvent } from '../../../src/events/lectern-event.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { openOriginals } from '../../../src/main/serve/open-originals.ts';
import type { AssembledServer, RunningServer } from '../../../src/main/serve/start-server.ts';
import { segmentFileName } from '../../../src/media/plan/names.ts';
import { createCellRequests } from '../../../src/pipeline/urgent/request-cells.ts';
import type { MediaRun } from '../../../src/ports/media-tools.ts';
import type { CellKey } from '../../../src/videos/cell.ts';
import { summarizePlan } from '../../../src/videos/revision.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { assembleTestServer, startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyPlan } from '../../support/tiny-plan.ts';

const WAIT = { timeout: 30_000 };
const BYTES = Buffer.from('a segment');

describe('the database, while a request is held', () => {
  let server: AssembledServer;
  beforeAll(async () => {
    server = await assembleTestServer();
  });

  /** A clock that a test moves. */
  function movedClock() {
    let now = 0;
    const timers = new Set<{ at: number; callback: () => void }>();
    return {
      nowMs: () => now,
      every: () => () => undefined,
      after(ms: number, callback: () => void) {
        const timer = { at: now + ms, callback };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      move(ms: number) {
        now += ms;
        for (const timer of timers) if (timer.at <= now) timer.callback();
      },
    };
  }

  /** Everything the process asks of its database: our tables and the queues' alike. */
  function countQueries() {
    const pglite = server.work.database.pglite!;
    const spies = [vi.spyOn(pglite, 'query'), vi.spyOn(pglite, 'exec'), vi.spyOn(pglite, 'transaction')];
    return () => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  }

  async function emptyCell(): Promise<{ videoId: string; revisionId: string } & CellKey> {
    const { videos, revisions } = server.work.context;
    const [videoId, revisionId, plan] = [newId(), newId(), tinyPlan()];
    await videos.create({ id: videoId, title: 'Lecture', fileName: 'lecture.mp4' });
    await videos.transition(videoId, 'finishUpload');
    await revisions.save({ id: revisionId, videoId, plan, summary: summarizePlan(plan) });
    return { videoId, revisionId, renditionId: '360p', segmentIndex: 1 };
  }

  /** Asks for an empty cell by so many viewers, holds them so long, then fills it; answers the queries of the requests. */
  async function hold(viewers: number, seconds: number): Promise<{ queries: number; answers: MediaAnswer[] }> {
    const { context } = server.work;
    const cell = await emptyCell();
    const clock = movedClock();
    const held = new HeldCells({
      events: context.events,
      urgent: createCellRequests(context),
      clock,
      cellState: async (wanted) => await context.revisions.cellState(cell.videoId, cell.revisionId, wanted),
      holdMs: 8000,
    });
    const serve = createMediaServer({
      ...context,
      clock: systemClock,
      held,
      originals: openOriginals(context.objects),
      segmentMemoryBytes: 0,
    });
    const key = `${cell.videoId}/${cell.revisionId}/360p/${segmentFileName(1)}`;
    const countSoFar = countQueries();
    const asked = Array.from({ length: viewers }, () =>
      serve({ method: 'GET', path: key, isPrivate: true, permittedForMs: 0, left: () => new AbortController().signal }),
    );
    await vi.waitUntil(() => held.size === 1, WAIT);
    let quiet = -1;
    await vi.waitUntil(() => quiet === (quiet = countSoFar()), { ...WAIT, interval: 300 });
    for (let i = 0; i < seconds * 10; i++) {
      clock.move(100);
      context.events.publish({ type: 'cell.filled', ...cell, segmentIndex: 2 });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(countSoFar()).toBe(quiet);

    await context.objects.put(`hls/${key}`, BYTES);
    context.events.publish({ type: 'cell.filled', ...cell });
    const answers = await Promise.all(asked);
    const queries = countSoFar();
    held.close();
    vi.restoreAllMocks();
    return { queries, answers };
  }

  it('is asked as often for 7.9 s as for a moment, and not at all in between', async () => {
    const short = await hold(1, 0);
    const long = await hold(1, 7.9);
    for (const { answers } of [short, long]) expect(answers[0]?.status).toBe(200);
    expect(long.answers[0]?.headers['x-lectern-held-ms']).toBe('7900');
    expect(long.queries).toBe(short.queries);
    expect(long.queries).toBeLessThanOrEqual(8);
  });

  it('is asked as often for each of ten viewers as for one', async () => {
    const [one, ten] = [await hold(1, 1), await hold(10, 1)];
    expect(ten.answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(ten.queries).toBeLessThanOrEqual(10 * one.queries);
  });
});

describe('viewers of one encode', () => {
  const realTools = createMediaTools();
  let gate: (run: MediaRun) => Promise<void> | void = () => undefined;
  let server: RunningServer;
  let base: string;
  let videoId: string;

  /** An encode of a picture that somebody waits for. */
  const isWanted = (run: MediaRun): boolean => run.args.includes('libx264') && !run.isBackground;

  beforeAll(async () => {
    // Nothing but what makes the video playable and what viewers ask for is encoded.
    server = await startTestServer({
      settings: { LECTERN_LADDER: '240,360' },
      replace: {
        tools: {
          inspect: () => realTools.inspect(),
          async run(run) {
            if (run.isBackground) await untilAborted(run.signal);
            await gate(run);
            return await realTools.run(run);
          },
        },
      },
    });
    const folder = temporaryFolder((remove) => afterAll(remove));
    videoId = await new TusClient(server.url).upload(await generatedClip(folder, 100));
    await watchVideo(server.url, videoId, ({ playable }) => playable);
    await server.work.context.videos.change(videoId, { visibility: 'public' });
    const revisionId = (await server.work.context.videos.find(videoId))?.revisionId;
    base = `${server.url}/v/${videoId}/${revisionId}`;
  });

  /** Resolves with the first event of a cell among these, in the lowest rendition or in the sound. */
  async function nextFilled(among: readonly number[], renditionId = '240p'): Promise<number> {
    return await new Promise((resolve) => {
      const stop = server.work.context.events.subscribe((event: LecternEvent) => {
        if (event.type !== 'cell.filled' || event.renditionId !== renditionId || !among.includes(event.segmentIndex))
          return;
        stop();
        resolve(event.segmentIndex);
      });
    });
  }

  /** Asks, and asks again as players do when the machine was too slow. */
  async function ask(segment: number, signal?: AbortSignal): Promise<Response> {
    for (;;) {
      const answer = await fetch(`${base}/240p/${segmentFileName(segment)}`, signal ? { signal } : {});
      if (answer.status !== 503) return answer;
      await pause(Number(answer.headers.get('retry-after')) * 1000);
    }
  }

  it('share it: five ask, one FFmpeg runs, all are answered with the same bytes and told how long they waited', async () => {
    let runs = 0;
    gate = (run) => void (isWanted(run) && runs++);
    const sound = nextFilled([6], 'audio');
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(6)));
    gate = () => undefined;
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const bodies = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    for (const { headers } of answers) expect(Number(headers.get('x-lectern-held-ms'))).toBeGreaterThanOrEqual(0);
    expect(runs).toBe(1);
    // Players ask for the sound when the picture has come: it is made with it.
    expect(await sound).toBe(6);
  });

  it('lose their turn when they leave: who asked later and stays is served first', async () => {
    const { urgentJobs } = server.work.context;
    // Four viewers keep the four urgent encoders busy until the test lets one go.
    const busy: (() => void)[] = [];
    let began: () => void = () => undefined;
    const allBusy = new Promise<void>((resolve) => (began = resolve));
    gate = async (run) => {
      if (!isWanted(run)) return;
      await new Promise<void>((resolve) => {
        busy.push(resolve);
        if (busy.length === 4) began();
      });
    };
    const others = [10, 13, 16, 19].map((segment) => ask(segment));
    await allBusy;
    gate = () => undefined;

    const changed = vi.spyOn(urgentJobs, 'setPriority');
    const changes = (segment: number): number =>
      changed.mock.settledResults.filter(
        ({ type }, i) => type === 'fulfilled' && changed.mock.calls[i]?.[0].endsWith(`.240p.${segment}`),
      ).length;
    const leaver = new AbortController();
    const left = ask(22, leaver.signal).catch((error: unknown) => error);
    await vi.waitUntil(() => changes(22) === 1, WAIT);
    const stays = ask(3);
    await vi.waitUntil(() => changes(3) === 1, WAIT);
    leaver.abort();
    expect(await left).toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(() => changes(22) === 2, WAIT);
    changed.mockRestore();

    const first = nextFilled([22, 3]);
    busy[0]?.();
    expect(await first).toBe(3);
    expect((await stays).status).toBe(200);
    for (const go of busy) go();
    for (const answer of await Promise.all(others)) expect(answer.status).toBe(200);
  });
});

async function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal && !signal.aborted) await once(signal, 'abort');
}
