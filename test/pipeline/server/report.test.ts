import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import type { VideoReport } from '../../../src/videos/report/video-report.ts';
import { makeDamagedClip } from '../../support/clips/damaged-clip.ts';
import { decodeMono, runFfmpeg } from '../../support/run-ffmpeg.ts';
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

function rounded(damage: VideoReport['damage']): unknown[] {
  return damage.map(({ of = 'picture', startSeconds, durationSeconds }) => [
    of,
    Math.round(startSeconds),
    Math.round(durationSeconds),
  ]);
}

describe('the report of a video', () => {
  it('tells what was proven, and of a damaged source where it could not be read', async () => {
    const [clip, damaged] = [join(folder, 'clip.mp4'), join(folder, 'damaged.mp4')];
    await makeDamagedClip({ file: clip, of: [] });
    await makeDamagedClip({ file: damaged, of: ['picture'] });

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
    expect(rounded(broken.damage)).toEqual([['picture', 5, 3]]);
    expect(broken.notes).toEqual(['3.0 s of the picture could not be read properly at 0:05.']);
    expect(videos[1]?.notes).toEqual(broken.notes);
    expect(broken.length.streamSeconds).toBeCloseTo(12, 1);
  });

  it.each([
    ['is encoded', { of: ['picture', 'sound'] }],
    ['is copied', { of: ['sound'], sound: ['-c:a', 'aac', '-b:a', '128k'] }],
  ] as const)('tells of damage in sound that %s, which is silent there', async (_what, clip) => {
    const file = join(folder, 'damaged-sound.mp4');
    await makeDamagedClip({ file, ...clip });
    const id = await tus.upload(file, 'damaged-sound.mp4');
    const video = await untilEnded(server.url, id);
    expect(video.error).toBeUndefined();
    const { damage, notes } = (await reportOf(id)).report;
    expect(rounded(damage)).toEqual(clip.of.map((each) => [each, 5, 3]));
    expect(notes).toEqual(clip.of.map((each) => `3.0 s of the ${each} could not be read properly at 0:05.`));

    const heard = await decodeMono(new URL(video.hlsUrl!, server.url).href);
    const loudest = (from: number, until: number): number =>
      heard.subarray(from * 48_000, until * 48_000).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(heard.length / 48_000).toBeCloseTo(12, 1);
    expect(loudest(5.5, 7.5)).toBeLessThan(0.001);
    expect(loudest(1, 4.5)).toBeGreaterThan(0.05);
    expect(loudest(8.5, 11.5)).toBeGreaterThan(0.05);
  });

  it('tells of sound that is not in the file', async () => {
    const [whole, file] = [join(folder, 'whole.mp4'), join(folder, 'missing-sound.mp4')];
    await makeDamagedClip({ file: whole, of: [], sound: ['-c:a', 'aac'] });
    await runFfmpeg('-i', whole, '-c', 'copy', '-bsf:a', `noise=drop='gte(pts*tb\\,5)*lt(pts*tb\\,8)'`, file);
    const id = await tus.upload(file, 'missing-sound.mp4');
    const video = await untilEnded(server.url, id);
    expect(video.error).toBeUndefined();
    const { damage, notes } = (await reportOf(id)).report;
    expect(rounded(damage)).toEqual([['sound', 5, 3]]);
    expect(notes).toEqual([expect.stringMatching(/^3\.0 s of the sound are missing in the file at 0:0[45]: /)]);
    expect(video.notes).toEqual(notes);
  });

  it('does not exist before', async () => {
    const missing = await reportOf('aaaaaaaaaaaaaaaaaaaaa');
    expect(missing).toMatchObject({ status: 404, report: { error: { code: 'VIDEO_NOT_FOUND' } } });
  });
});
