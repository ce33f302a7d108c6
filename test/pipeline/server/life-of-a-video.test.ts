import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { VideoView } from '../../../src/http/video-view.ts';
import { segmentFileName } from '../../../src/media/plan/names.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import type { MediaRun } from '../../../src/ports/media-tools.ts';
import { checkFolder, brokenIn } from '../../support/check-folder.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { InterruptedTools } from '../../support/interrupted-tools.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const media = new InterruptedTools();

let server: RunningServer & { dataFolder: string };
let tus: TusClient;
let clip: string;
beforeAll(async () => {
  clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    5,
  );
  server = await startTestServer({ settings: { LECTERN_LADDER: '240,360' }, replace: { tools: media.tools } });
  tus = new TusClient(server.url);
});

const isEncode = (run: MediaRun): boolean => (run.outputs ?? 0) > 0 && run.workFolder?.includes('encode-') === true;
const show = async (id: string): Promise<VideoView> =>
  (await (await adminFetch(`${server.url}/api/v1/videos/${id}`)).json()) as VideoView;
const post = async (id: string, action: string): Promise<Response> =>
  await adminFetch(`${server.url}/api/v1/videos/${id}/${action}`, { method: 'POST' });
const filesOf = (id: string): string[] =>
  readdirSync(server.dataFolder, { recursive: true })
    .map(String)
    .filter((path) => path.includes(id));

describe('a lecture', () => {
  it('goes from the last byte to ready by itself, is playable before, and tells its progress on the way', async () => {
    const id = await tus.upload(clip, 'Lecture 1.mp4');
    const seen = await watchVideo(server.url, id, ({ state }) => state === 'ready' || state === 'failed');
    const last = seen.at(-1);
    expect(last).toMatchObject({ state: 'ready', playable: true, title: 'Lecture 1', fileName: 'Lecture 1.mp4' });
    expect(last?.durationSeconds).toBeCloseTo(5, 1);
    expect(last?.renditions.map((each) => each.id)).toEqual(['240p', '360p', 'audio']);
    expect(last?.progress).toEqual({ percent: 100, perRendition: { '240p': 100, '360p': 100, audio: 100 } });
    const percents = seen.map(({ progress }) => progress.percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(seen.some(({ state, playable }) => state === 'processing' && playable)).toBe(true);

    expect(readdirSync(join(server.dataFolder, 'work'))).toEqual([]);
    const report = await checkFolder(
      join(server.dataFolder, 'media/hls', id),
      join(server.dataFolder, 'media/originals', id, 'source.bin'),
    );
    expect(brokenIn(report)).toEqual([]);
    for (const url of [last?.posterUrl, last?.contactSheetUrl]) {
      const image = await fetch(new URL(url ?? '', server.url));
      expect(image.status).toBe(200);
      expect(image.headers.get('content-type')).toBe('image/jpeg');
    }
  });

  it('is answered at once when the last byte arrives, whatever comes after', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    media.beforeRun = () => held;
    const id = await tus.upload(clip);
    expect(await show(id)).toMatchObject({ state: 'processing', progress: { percent: 0 } });
    release();
    media.beforeRun = () => undefined;
    expect((await untilEnded(server.url, id)).state).toBe('ready');
  });
});

describe('cancel, retry, delete', () => {
  it('stops FFmpeg on cancel, keeps the filled cells, and goes on from them on retry', async () => {
    let encodes = 0;
    let wasAborted = false;
    media.beforeRun = async (run) => {
      if (!isEncode(run) || ++encodes <= 1) return;
      // The second encode lasts until it is cancelled.
      await untilAborted(run.signal);
      wasAborted = true;
    };
    const id = await tus.upload(clip);
    await watchVideo(server.url, id, ({ progress }) => progress.percent > 0);
    const cancelled = await post(id, 'cancel');
    expect(cancelled.status).toBe(200);
    expect(wasAborted).toBe(true);
    expect(await cancelled.json()).toMatchObject({ state: 'failed', error: { code: 'CANCELLED' } });
    const { progress } = await show(id);
    expect(progress.percent).toBeGreaterThan(0);
    expect(progress).not.toHaveProperty('secondsLeft');

    const again = await post(id, 'cancel');
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ error: { code: 'VIDEO_STATE_CONFLICT' } });

    media.beforeRun = () => undefined;
    const kept = await filledCells(id);
    expect(kept.size).toBeGreaterThan(0);
    expect((await post(id, 'retry')).status).toBe(200);
    expect((await untilEnded(server.url, id)).state).toBe('ready');
    const now = await filledCells(id);
    for (const [cell, at] of kept) expect(now.get(cell)).toBe(at);
    expect((await post(id, 'retry')).status).toBe(409);
  });

  it('begins from the beginning when asked to: the file is read again and nothing of before is kept', async () => {
    let encodes = 0;
    media.beforeRun = async (run) => {
      if (isEncode(run) && ++encodes > 1) await untilAborted(run.signal);
    };
    const id = await tus.upload(clip);
    await watchVideo(server.url, id, ({ progress }) => progress.percent > 0);
    expect((await post(id, 'retry?from=beginning')).status).toBe(409);
    await post(id, 'cancel');
    const kept = await filledCells(id);
    expect(kept.size).toBeGreaterThan(0);
    const before = await server.work.context.videos.find(id);

    let probes = 0;
    media.beforeRun = (run) => void (probes += run.tool === 'ffprobe' ? 1 : 0);
    expect((await post(id, 'retry?from=anywhere')).status).toBe(400);
    const answer = await post(id, 'retry?from=beginning');
    expect(await answer.json()).toMatchObject({ state: 'processing', renditions: [], progress: { percent: 0 } });
    expect((await untilEnded(server.url, id)).state).toBe('ready');
    expect(probes).toBeGreaterThan(0);
    const after = await server.work.context.videos.find(id);
    expect(after?.revisionId).not.toBe(before?.revisionId);
    const now = await filledCells(id);
    for (const [cell, at] of kept) expect(now.get(cell)).not.toBe(at);
    expect(filesOf(id).filter((path) => path.includes(before?.revisionId ?? ''))).toEqual([]);
  });

  it('leaves nothing behind when a video is deleted in the middle of its encode, nor when it is ready', async () => {
    let began: () => void = () => undefined;
    const encoding = new Promise<void>((resolve) => (began = resolve));
    media.beforeRun = async (run) => {
      if (!isEncode(run)) return;
      began();
      await untilAborted(run.signal);
    };
    const busy = await tus.upload(clip);
    await encoding;
    media.beforeRun = () => undefined;
    const ready = await tus.upload(clip);
    for (const id of [busy, ready]) {
      if (id === ready) await untilEnded(server.url, ready);
      expect(filesOf(id).length).toBeGreaterThan(0);
      expect((await adminFetch(`${server.url}/api/v1/videos/${id}`, { method: 'DELETE' })).status).toBe(204);
      expect(filesOf(id)).toEqual([]);
      expect((await adminFetch(`${server.url}/api/v1/videos/${id}`)).status).toBe(404);
      expect((await fetch(`${server.url}/v/${id}/master.m3u8`)).status).toBe(404);
      expect((await adminFetch(`${server.url}/api/v1/videos/${id}`, { method: 'DELETE' })).status).toBe(404);
    }
    for (const table of ['videos', 'revisions', 'cells', 'job_attempts', 'deletions']) {
      const { rows } = await server.work.database.pglite!.query(
        `select * from ${table} t where t::text like '%${busy}%'`,
      );
      expect({ table, rows }).toEqual({ table, rows: [] });
    }
    expect(await server.work.context.cellJobs.isIdle()).toBe(true);
  });
});

describe('trouble', () => {
  it('fails what is no video with a code, a plain sentence and something to do', async () => {
    const id = await tus.upload(Buffer.from('#EXTM3U\nnot a video at all'), 'list.mp4');
    const video = await untilEnded(server.url, id);
    expect(video).toMatchObject({
      state: 'failed',
      playable: false,
      renditions: [],
      error: { code: 'SOURCE_NOT_MEDIA' },
    });
    expect(video.error?.action).toMatch(/Upload/);
    expect(filesOf(id).filter((path) => path.startsWith('media/hls'))).toEqual([]);
  });

  it('tries three times, then fails with the reason, and keeps the details for the operator', async () => {
    let attempts = 0;
    media.beforeRun = (run) => {
      if (!isEncode(run)) return;
      attempts++;
      throw new Error(`injected fault in ${server.dataFolder}`);
    };
    const id = await tus.upload(clip);
    const video = await untilEnded(server.url, id);
    media.beforeRun = () => undefined;
    expect(video).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } });
    expect(JSON.stringify(video)).not.toContain(server.dataFolder);
    const row = await server.work.context.videos.find(id);
    expect(row?.failure?.detail).toContain('injected fault');
    expect(attempts).toBeGreaterThanOrEqual(3);

    expect((await post(id, 'retry')).status).toBe(200);
    expect((await untilEnded(server.url, id)).state).toBe('ready');
  });

  it('encodes a cell again whose file was damaged before the video was ready', async () => {
    const { events, objects } = server.work.context;
    let damaged: Promise<void> | undefined;
    const stop = events.subscribe((event) => {
      if (event.type !== 'cell.filled' || damaged) return;
      const { videoId, revisionId, renditionId } = event;
      const key = `hls/${videoId}/${revisionId}/${renditionId}/${segmentFileName(event.segmentIndex)}`;
      damaged = objects.put(key, Buffer.from('rubbish'));
    });
    const id = await tus.upload(clip);
    const video = await untilEnded(server.url, id);
    stop();
    await damaged;
    expect(damaged).toBeDefined();
    expect(video.state).toBe('ready');
    expect(brokenIn(await checkFolder(join(server.dataFolder, 'media/hls', id)))).toEqual([]);
  });
});

/** When each filled cell was filled. */
async function filledCells(id: string): Promise<Map<string, string>> {
  const { rows } = await server.work.database.pglite!.query<{ cell: string; at: string }>(
    `select rendition_id || '/' || segment_index as cell, filled_at::text as at from cells
     join revisions on revisions.id = revision_id where video_id = $1 and filled_at is not null`,
    [id],
  );
  return new Map(rows.map(({ cell, at }) => [cell, at]));
}

async function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  if (!signal || signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
