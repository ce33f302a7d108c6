import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { newId } from '../../../src/kernel/ids.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { summarizePlan } from '../../../src/videos/revision.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';
import { readStream } from '../../support/server/video-watcher.ts';
import { tinyPlan } from '../../support/tiny-plan.ts';

let server: AssembledServer;
let origin: string;
let id: string;
let revisionId: string;
beforeAll(async () => {
  server = await assembleTestServer();
  origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { videos, revisions } = server.work.context;
  [id, revisionId] = [newId(), newId()];
  await videos.create({ id, title: 'Lecture', fileName: 'lecture.mp4' });
  await videos.transition(id, 'finishUpload');
  const plan = tinyPlan();
  await revisions.save({ id: revisionId, videoId: id, plan, summary: summarizePlan(plan) });
  await fill('360p', 0);
  await fill('360p', 2);
  await fill('audio', 0);
});

/** Marks a cell as filled. */
async function fill(renditionId: string, segmentIndex: number): Promise<void> {
  const { revisions } = server.work.context;
  const cells = revisions.cells(revisionId);
  const lease = await cells.lease([{ renditionId, segmentIndex }], 'test');
  const facts = { sizeBytes: 1, sha256: 'x', sampleCount: 50, durationTicks: 1, keyFrameEndBytes: 5, costMs: 1 };
  await cells.markFilled(lease!, { renditionId, segmentIndex, ...facts });
}

/** Says what an encoder says when it has marked a cell. */
function tell(renditionId: string, segmentIndex: number, ofRevision = revisionId): void {
  const { events } = server.work.context;
  events.publish({ type: 'cell.filled', videoId: id, revisionId: ofRevision, renditionId, segmentIndex });
}

describe('GET /v/:id/filled', () => {
  it('answers the map as JSON, to pages of other sites too', async () => {
    const answer = await server.app.inject({ url: `/v/${id}/filled`, headers: { origin: 'https://school.example' } });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'access-control-allow-origin': '*' });
    expect(answer.json()).toEqual({
      revision: revisionId,
      segments: [[2, 3]],
      renditions: [
        {
          id: '360p',
          kind: 'video',
          filled: [
            [0, 1],
            [2, 1],
          ],
        },
        { id: '720p', kind: 'video', filled: [] },
        { id: 'audio', kind: 'audio', filled: [[0, 1]] },
      ],
      complete: false,
    });
  });

  it('is told to players by the API until the video is ready', async () => {
    const view = await server.app.inject({ url: `/api/v1/videos/${id}` });
    expect(view.json()).toMatchObject({
      filledUrl: expect.stringMatching(new RegExp(`^/v/k[^/]+/${id}/filled$`)) as string,
    });
  });

  it('streams the map, then what is filled in one message however much it is, then the end', async () => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const events = readStream(origin, `/v/${id}/filled`, stop.signal);
    const next = async () => (await events.next()).value as { event: string; data: unknown };
    expect(await next()).toMatchObject({ event: 'map', data: { revision: revisionId, complete: false } });

    tell('720p', 1);
    tell('720p', 0);
    tell('360p', 1);
    tell('720p', 2, newId());
    expect(await next()).toEqual({ event: 'filled', data: { '720p': [[0, 2]], '360p': [[1, 1]] } });

    const { events: bus, videos } = server.work.context;
    await videos.transition(id, 'finish');
    bus.publish({ type: 'video.ready', videoId: id });
    expect(await next()).toEqual({ event: 'complete', data: {} });
    expect((await events.next()).done).toBe(true);
  });

  it('ends at once for a video that is ready', async () => {
    const events = readStream(origin, `/v/${id}/filled`, new AbortController().signal);
    const seen: string[] = [];
    for await (const { event } of events) seen.push(event);
    expect(seen).toEqual(['map', 'complete']);
  });

  it.each([newId(), 'nonsense'])('knows no video %s', async (unknown) => {
    const answer = await server.app.inject({ url: `/v/${unknown}/filled`, headers: { accept: 'text/event-stream' } });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });
});
