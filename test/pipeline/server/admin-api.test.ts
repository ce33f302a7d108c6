import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import type {
  ActionResult,
  AdminVideo,
  CourseStorage,
  Jobs,
  Overview,
  SettingView,
  Storage,
} from '../../../src/web/admin/api/admin-types.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let server: RunningServer & { dataFolder: string };
let readyId: string;
let failedId: string;

const get = async <Answer>(path: string): Promise<Answer> =>
  (await (await adminFetch(`${server.url}${path}`)).json()) as Answer;
const listVideos = async (query = ''): Promise<{ videos: AdminVideo[]; nextCursor?: string }> =>
  await get(`/api/v1/admin/videos?${query}`);
const act = async (action: string, ids: readonly string[]): Promise<{ results: ActionResult[] }> => {
  const answer = await adminFetch(`${server.url}/api/v1/admin/videos/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action, ids }),
  });
  return (await answer.json()) as { results: ActionResult[] };
};
const idsOf = async (query: string): Promise<string[]> => (await listVideos(query)).videos.map(({ id }) => id);

beforeAll(async () => {
  server = await startTestServer({
    settings: { LECTERN_LADDER: '240,360' },
  });
  const tus = new TusClient(server.url);
  const clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    3,
  );
  readyId = await tus.upload(clip, 'Ready lecture.mp4');
  failedId = await tus.upload(Buffer.from('this is no video'), 'Notes.mp4');
  await untilEnded(server.url, readyId);
  await untilEnded(server.url, failedId);
});

describe('storage', () => {
  it('says what lies on the disk, by rendition and by course, and its parts add up', async () => {
    const storage = await get<Storage>('/api/v1/admin/storage');
    const media = join(server.dataFolder, 'media');
    const sizes = readdirSync(media, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => ({ path: join(parentPath, name), bytes: statSync(join(parentPath, name)).size }));
    const bytesOf = (pattern: RegExp): number =>
      sizes.filter(({ path }) => pattern.test(path)).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(storage.originalBytes).toBe(bytesOf(/source\.bin$/));
    expect(storage.renditionBytes).toBe(bytesOf(/\.m4s$/));
    for (const { id, bytes } of storage.renditions) expect(bytes).toBe(bytesOf(new RegExp(`/${id}/.*\\.m4s$`)));
    expect(storage.renditions.map(({ id }) => id).toSorted()).toEqual(['240p', '360p', 'audio']);
    const inCourses = storage.courses.reduce(
      (sum, each) => sum + each.originalBytes + each.renditionBytes + each.attachmentBytes,
      0,
    );
    expect(inCourses).toBe(storage.originalBytes + storage.renditionBytes + storage.attachmentBytes);
    expect(storage.freeBytes).toBeGreaterThan(0);
  });

  it('counts a video in the course that shows it', async () => {
    const before = (await get<Storage>('/api/v1/admin/storage')).courses;
    const lessonId = await lessonWith(readyId, 'Physics');
    const after = (await get<Storage>('/api/v1/admin/storage')).courses;
    const course = after.find(({ title }) => title === 'Physics');
    expect(course).toMatchObject({ videos: 1, isDeleted: false });
    expect(course?.renditionBytes).toBeGreaterThan(0);
    expect(total(after)).toBe(total(before));
    expect((await listVideos()).videos.find(({ id }) => id === readyId)?.courses).toEqual([
      { id: course?.id, title: 'Physics', lessonId },
    ]);
  });
});

describe('videos', () => {
  it('are found by state, by what is wrong with them, and by name', async () => {
    expect(await idsOf('filter=all')).toEqual([failedId, readyId]);
    expect(await idsOf('filter=failed')).toEqual([failedId]);
    expect(await idsOf('filter=orphaned')).toEqual([failedId]);
    expect(await idsOf('filter=processing')).toEqual([]);
    expect(await idsOf('search=ready%20LECT')).toEqual([readyId]);
    expect(await idsOf('search=%25')).toEqual([]);
    const first = await listVideos('limit=1');
    expect(await idsOf(`limit=1&cursor=${first.nextCursor}`)).toEqual([readyId]);
    const [failed] = (await listVideos('filter=failed')).videos;
    expect(failed).toMatchObject({ error: { code: 'SOURCE_NOT_MEDIA' }, percent: 0 });
  });

  it('are stuck when nothing has happened for long although it is their turn', async () => {
    const { db } = server.work.database;
    const make = async (id: string, minutes: number): Promise<void> => {
      const at = sql`now() - ${minutes} * interval '1 minute'`;
      await db.execute(sql`insert into videos (id, title, file_name, state, created_at, updated_at)
        values (${id}, ${id}, 'x.mp4', 'processing', ${at}, ${at})`);
    };
    await make('silent', 30);
    await make('fresh', 1);
    await make('waiting', 20);
    const stuck = async (): Promise<string[]> => await idsOf('filter=stuck');
    // A cell was filled a moment ago: the queue moves, so only the oldest should have.
    expect(await stuck()).toEqual(['silent']);
    await db.execute(sql`insert into workers (id, name, kind, version, started_at, seen_at, encoders_at_once, load_per_core,
      is_draining, jobs) values ('w', 'w', 'worker', '1', now(), now(), 1, 1, false, '[{"kind":"conform","videoId":"silent"}]')`);
    expect(await stuck()).toEqual([]);
    await db.execute(sql`delete from workers where id = 'w'`);
    const { videos } = await get<Overview>('/api/v1/admin/overview');
    expect(videos).toMatchObject({ stuck: 1, ready: 1, failed: 1, processing: 3 });
    await db.execute(sql`update cells set filled_at = filled_at - interval '1 hour' where filled_at is not null`);
    expect(await stuck()).toEqual(['waiting', 'silent']);
    expect((await act('retry', ['waiting', 'fresh'])).results).toMatchObject([
      { id: 'waiting', ok: true },
      { id: 'fresh', ok: false, error: { code: 'VIDEO_STATE_CONFLICT' } },
    ]);
    expect(await stuck()).toEqual(['silent']);
    await db.execute(sql`delete from videos where file_name = 'x.mp4'`);
  });

  it('answers for each of many whether it was done', async () => {
    const { results } = await act('retry', [failedId, readyId, 'nobody']);
    expect(results).toMatchObject([
      { id: failedId, ok: true },
      { id: readyId, ok: false, error: { code: 'VIDEO_STATE_CONFLICT' } },
      { id: 'nobody', ok: false, error: { code: 'VIDEO_NOT_FOUND' } },
    ]);
    expect((await untilEnded(server.url, failedId)).state).toBe('failed');
    expect(await act('delete', [failedId])).toEqual({ results: [{ id: failedId, ok: true }] });
    expect(await idsOf('filter=failed')).toEqual([]);
  });
});

it('shows what an administrator looks at first', async () => {
  const overview = await get<Overview>('/api/v1/admin/overview');
  expect(overview.checks).toContainEqual({ name: 'database', ok: true, message: 'ok' });
  expect(overview).toMatchObject({ videos: { ready: 1, stuck: 0 }, queue: { active: 0 }, attention: [] });
  const jobs = await get<Jobs>('/api/v1/admin/jobs');
  expect(jobs.queues.map(({ name }) => name)).toEqual(['videos', 'urgent', 'cells', 'long']);
  expect(jobs.workers).toMatchObject([{ kind: 'server', isLost: false }]);
});

it('shows settings with defaults, and never a secret', async () => {
  const { settings } = await get<{ settings: SettingView[] }>('/api/v1/admin/settings');
  const named = (name: string) => settings.find((each) => each.name === name);
  expect(named('LECTERN_LADDER')).toMatchObject({ value: '240,360', default: '360,480,720,1080', isDefault: false });
  expect(named('LECTERN_ECONOMY')).toMatchObject({ value: 'balanced', isDefault: true });
  expect(named('LECTERN_API_KEY')).toMatchObject({ value: 'set', isSecret: true });
  expect(named('DATABASE_URL')).toMatchObject({ isDefault: true, isSecret: true });
  expect(JSON.stringify(settings)).not.toContain('key-of-the-tests');
});

it('keeps everything from others, the board of the queues too', async () => {
  for (const path of ['overview', 'videos', 'storage', 'jobs', 'settings']) {
    expect((await fetch(`${server.url}/api/v1/admin/${path}`)).status).toBe(401);
  }
  for (const path of ['', '/api/queues', '/static/favicon.ico']) {
    expect((await fetch(`${server.url}/admin/queues${path}`)).status).toBe(401);
  }
  const board = await adminFetch(`${server.url}/admin/queues/`);
  expect(board.status).toBe(200);
  const page = await board.text();
  expect(page).not.toContain('https://');
  const [, script] = /src="(static\/js\/[^"]+)"/.exec(page) ?? [];
  expect((await adminFetch(`${server.url}/admin/queues/${script}`)).status).toBe(200);
  const { queues } = await get<{ queues: { name: string }[] }>('/admin/queues/api/queues');
  expect(queues.map(({ name }) => name)).toEqual(['videos', 'urgent', 'cells', 'long']);
});

function total(courses: readonly CourseStorage[]): number {
  return courses.reduce((sum, each) => sum + each.originalBytes + each.renditionBytes + each.attachmentBytes, 0);
}

/** A lesson of a new course that shows a video. */
async function lessonWith(videoId: string, title: string): Promise<string> {
  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await adminFetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { id: string };
  };
  const course = await post('/courses', { title });
  const courseModule = await post(`/courses/${course.id}/modules`, { title: 'Part 1' });
  return (await post(`/modules/${courseModule.id}/lessons`, { title: 'Lesson 1', videoId })).id;
}
