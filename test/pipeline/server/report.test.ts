import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import type { VideoReport } from '../../../src/videos/report/video-report.ts';
import { runFfmpeg } from '../../support/run-ffmpeg.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let server: RunningServer & { dataFolder: string };
let tus: TusClient;
const folder = temporaryFolder((remove) => afterAll(remove));

beforeAll(async () => {
  server = await startTestServer({ settings: { LECTERN_LADDER: '240' } });
  tus = new TusClient(server.url);
});

async function reportOf(id: string): Promise<{ status: number; report: VideoReport }> {
  const answer = await adminFetch(`${server.url}/api/v1/videos/${id}/report`);
  return { status: answer.status, report: (await answer.json()) as VideoReport };
}

describe('the report of a video', () => {
  it('tells what was proven, and of a damaged source where it could not be read', async () => {
    const clip = join(folder, 'clip.mp4');
    await runFfmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=s=426x240:r=25:d=12', '-f', 'lavfi', '-i', 'sine=d=12', '-pix_fmt', 'yuv420p'],
      ...['-preset', 'ultrafast', '-g', '25', '-c:a', 'flac', '-strict', '-2', clip],
    );
    const bytes = await readFile(clip);
    bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.6));
    const damaged = join(folder, 'damaged.mp4');
    await writeFile(damaged, bytes);

    const ids = [await tus.upload(clip, 'clip.mp4'), await tus.upload(damaged, 'damaged.mp4')] as const;
    const videos = [await untilEnded(server.url, ids[0]), await untilEnded(server.url, ids[1])];
    expect(videos.map(({ state }) => state)).toEqual(['ready', 'ready']);

    const whole = await reportOf(ids[0]);
    expect(whole.status).toBe(200);
    const { length, cells, decoded, rules, damage, notes, renditions } = whole.report;
    expect(Math.abs((length.sourceSeconds ?? 0) - length.streamSeconds)).toBeLessThanOrEqual(length.frameSeconds);
    expect(cells.count).toBe(2 * 5);
    expect(decoded.segments).toBe(2 * 5);
    expect(decoded.frames).toBeGreaterThan(12 * 25);
    expect(renditions.map(({ id }) => id)).toEqual(['240p', 'audio']);
    expect(rules.map(({ rule }) => rule)).toContain('H1');
    expect(rules.filter(({ status }) => status === 'must')).toEqual([]);
    expect({ damage, notes }).toEqual({ damage: [], notes: [] });

    const broken = (await reportOf(ids[1])).report;
    expect(broken.damage).toHaveLength(1);
    const [part] = broken.damage;
    expect(part?.startSeconds).toBeGreaterThan(2);
    expect(part?.startSeconds).toBeLessThan(7);
    expect(part?.durationSeconds).toBeGreaterThan(1);
    expect(part?.durationSeconds).toBeLessThan(6);
    const told = /^[\d.]+ s of the picture could not be read properly at 0:0\d\.$/;
    expect(broken.notes).toEqual([expect.stringMatching(told)]);
    expect(videos[1]?.notes).toEqual(broken.notes);
    expect(broken.length.streamSeconds).toBeCloseTo(12, 1);
  });

  it('does not exist before', async () => {
    const missing = await reportOf('aaaaaaaaaaaaaaaaaaaaa');
    expect(missing).toMatchObject({ status: 404, report: { error: { code: 'VIDEO_NOT_FOUND' } } });
  });
});
