import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { VideoView } from '../../../src/http/video-view.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { reencodeVideo } from '../../../src/pipeline/control/reencode-video.ts';
import { sweepRetired } from '../../../src/pipeline/reencode/sweep-retired.ts';
import type { MediaRun } from '../../../src/ports/media-tools.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { InterruptedTools } from '../../support/interrupted-tools.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const media = new InterruptedTools();

let server: RunningServer & { dataFolder: string };
let id: string;
beforeAll(async () => {
  const folder = temporaryFolder((remove) => afterAll(remove));
  server = await startTestServer({ settings: { LECTERN_LADDER: '240' }, replace: { tools: media.tools } });
  id = await new TusClient(server.url).upload(await generatedClip(folder, 3), 'clip.mp4');
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
});

const isEncode = (run: MediaRun): boolean => (run.outputs ?? 0) > 0 && run.workFolder?.includes('encode-') === true;
const textOf = async (name: string): Promise<string> =>
  Buffer.from((await server.work.context.objects.get(`hls/${id}/${name}`)) ?? []).toString();

async function filesOf(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of server.work.context.objects.list(`hls/${id}/`)) keys.push(key.slice(`hls/${id}/`.length));
  return keys;
}

/** Waits until nothing is encoded anew any more. */
async function untilSettled(): Promise<VideoView> {
  const { events, reencodes } = server.work.context;
  await new Promise<void>((resolve) => {
    const look = async (): Promise<void> => {
      const active = await reencodes.find(id);
      if (active && !active.failure) return;
      stop();
      resolve();
    };
    const stop = events.subscribe(() => void look());
    void look();
  });
  const [view] = await watchVideo(server.url, id, () => true);
  return view as VideoView;
}

describe('a ready video that is encoded anew', () => {
  it('plays as before until the new revision is proven, which then takes its place', async () => {
    const { context } = server.work;
    const before = await textOf('master.m3u8');
    const old = await filesOf();
    Object.assign(context.settings, { policy: { ...context.settings.policy, shortSides: [240, 360] } });
    const { reached, release } = media.hold(isEncode);
    await reencodeVideo(context, id);
    await expect(reencodeVideo(context, id)).rejects.toMatchObject({ code: 'VIDEO_STATE_CONFLICT' });
    await reached;
    expect(await context.videos.find(id)).toMatchObject({ state: 'ready', isPlayable: true });
    expect(await textOf('master.m3u8')).toBe(before);
    expect(await filesOf()).toEqual(expect.arrayContaining(old));
    release();

    const after = await untilSettled();
    expect(after.state).toBe('ready');
    expect(after.renditions.map((each) => each.id)).toEqual(['240p', '360p', 'audio']);
    const master = await textOf('master.m3u8');
    expect(master).toContain('360p');
    const revisionId = (await context.videos.find(id))?.revisionId ?? '';
    expect(master).toContain(revisionId);
    // Who began before goes on for a day.
    const isOfPlaylists = (file: string): boolean => !file.includes('/');
    expect(await filesOf()).toEqual(expect.arrayContaining(old));
    await sweepRetired(context, Date.now() + 25 * 3_600_000);
    const left = (await filesOf()).filter((file) => !isOfPlaylists(file));
    expect(left.every((file) => file.startsWith(`${revisionId}/`))).toBe(true);
    expect(left).toContain(`${revisionId}/360p/segment_00000.m4s`);
    expect(await filesOf()).not.toContain(`${revisionId}/master.m3u8`);
  });

  it('stays what it is when that fails, and says why', async () => {
    const { context } = server.work;
    media.beforeRun = (run) => {
      if (isEncode(run)) throw new Error('an injected fault');
    };
    Object.assign(context.settings, { retryDelayMs: 1 });
    const before = await context.videos.find(id);
    const { revisionId } = await reencodeVideo(context, id);
    await untilSettled();
    expect(await context.reencodes.find(id)).toMatchObject({ revisionId, failure: { code: 'INTERNAL' } });
    expect(await context.videos.find(id)).toEqual(before);
    await sweepRetired(context, Date.now());
    expect((await filesOf()).filter((file) => file.startsWith(revisionId))).toEqual([]);
    // It can be tried again.
    media.beforeRun = () => undefined;
    const again = await reencodeVideo(context, id);
    await untilSettled();
    expect((await context.videos.find(id))?.revisionId).toBe(again.revisionId);
  });
});
