import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { newId } from '../../../src/kernel/ids.ts';
import { segmentFileName } from '../../../src/media/plan/names.ts';
import { publishEarly, publishReady } from '../../../src/pipeline/publish/publish-playlists.ts';
import { revisionPrefixes, summarizePlan } from '../../../src/videos/revision.ts';
import { lecturePlan, smallCells } from '../../golden/small-plan.ts';
import { openPlaybackRoutes, signIn } from '../../support/server/playback-routes.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';

const MEDIA = Buffer.from('picture and sound');
let server: Awaited<ReturnType<typeof assembleTestServer>>;
let routes: Awaited<ReturnType<typeof openPlaybackRoutes>>;
let videoId: string;
let courseId: string;
let lessonId: string;
let student: { cookie: string };
let classmate: { cookie: string };
let stranger: { cookie: string };
let teacher: { cookie: string };

beforeAll(async () => {
  server = await assembleTestServer();
  routes = await openPlaybackRoutes(server);
  for (const [id, role] of [
    ['uploader', 'instructor'],
    ['student', 'student'],
  ] as const) {
    routes.keys.set(id, { kind: 'key', id, name: id, role });
  }
  signIn(routes, 'owner', 'instructor');
  teacher = signIn(routes, 'teacher', 'instructor');
  student = signIn(routes, 'student', 'student');
  classmate = signIn(routes, 'classmate', 'student');
  stranger = signIn(routes, 'stranger', 'student');
  videoId = await readyVideo('owner');
  ({ courseId, lessonId } = await courseWith(videoId));
});

/** A ready video with every file that a player may ask for. */
async function readyVideo(ownerId?: string): Promise<string> {
  const { videos, revisions, objects } = server.work.context;
  const [id, revisionId] = [newId(), newId()];
  const plan = lecturePlan();
  await videos.create({ id, title: 'Lecture', fileName: 'secret-name.mp4', ...(ownerId !== undefined && { ownerId }) });
  await videos.transition(id, 'finishUpload');
  await revisions.save({ id: revisionId, videoId: id, plan, summary: summarizePlan(plan) });
  const target = { plan, objects, ...revisionPrefixes(id, revisionId) };
  const filled = smallCells(plan);
  await publishEarly(target);
  await publishReady({ ...target, cells: filled });
  const cells = revisions.cells(revisionId);
  const lease = await cells.lease(filled, 'test');
  for (const cell of filled) {
    await objects.put(`${target.prefix}${cell.renditionId}/${segmentFileName(cell.segmentIndex)}`, MEDIA);
    await cells.markFilled(lease!, cell);
  }
  for (const { id: rendition } of [...plan.video, ...plan.audio]) {
    await objects.put(`${target.prefix}${rendition}/init.mp4`, MEDIA);
  }
  for (const image of ['poster', 'contact-sheet']) await objects.put(`${target.prefix}images/${image}.jpg`, MEDIA);
  await videos.transition(id, 'finish');
  return id;
}

/** A published course of the teacher, with a published lesson that shows the video; student and classmate take it. */
async function courseWith(id: string): Promise<{ courseId: string; lessonId: string }> {
  const { courses, outline, lessons, enrolments } = server.training.context;
  const [course, module, lesson] = [newId(), newId(), newId()];
  await courses.create({ id: course, title: 'Course', instructorIds: ['teacher'] });
  await outline.addModule({ id: module, courseId: course, title: 'Module' });
  await lessons.create({ id: lesson, courseId: course, moduleId: module, title: 'Lesson', videoId: id });
  await lessons.change(lesson, { isPublished: true });
  await courses.change(course, { isPublished: true });
  await enrolments.enrol([course], ['student', 'classmate']);
  return { courseId: course, lessonId: lesson };
}

const get = async (url: string, headers: Record<string, string> = {}) =>
  await routes.app.inject({ method: 'GET', url, headers });
const renew = async (headers: Record<string, string>, id = videoId) =>
  await routes.app.inject({ method: 'POST', url: `/api/v1/videos/${id}/playback`, headers });
const rootOf = async (headers: Record<string, string>, id = videoId): Promise<string> => {
  const answer = await renew(headers, id);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ hlsUrl: string }>().hlsUrl.replace('/master.m3u8', '');
};

/** Every address that players find from here: playlists, inits, segments, I-frames, manifest, pictures, the map. */
async function crawl(root: string, headers: Record<string, string>): Promise<string[]> {
  const found = new Set([`${root}/master.m3u8`, `${root}/manifest.mpd`, `${root}/filled`]);
  for (const url of found) {
    const { body } = await get(url, headers);
    if (!url.endsWith('.m3u8')) continue;
    const named = [...body.matchAll(/URI="([^"]+)"|^([^#\n].*)$/gm)].map(([, uri, line]) => uri ?? line ?? '');
    for (const each of named) found.add(new URL(each, `http://x${url}`).pathname);
  }
  const revision = /([0-9a-z]{20})\/360p\//.exec([...found].join('\n'))?.[1];
  // What Shaka makes of the manifest's template are the same files; pictures are named by the API.
  for (const image of ['poster', 'contact-sheet']) found.add(`${root}/${revision}/images/${image}.jpg`);
  return [...found];
}

/** Statuses of all addresses for somebody, and how many bytes of what a player could show they got. */
async function tryAll(urls: readonly string[], headers: Record<string, string> = {}) {
  const answers = await Promise.all(urls.map((url) => get(url, headers)));
  const statuses = [...new Set(answers.map(({ statusCode }) => statusCode))];
  const playable = answers.filter(({ body }) => !body.includes('"PLAYBACK_NOT_ALLOWED"'));
  return { statuses, playableBytes: playable.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0) };
}

describe('an address that is passed on', () => {
  it('gives its owner everything, from one question in 10 s, and everybody else nothing', async () => {
    const urls = await crawl(await rootOf(student), student);
    expect(urls.length).toBeGreaterThan(20);
    expect(urls.filter((url) => url.endsWith('iframes.m3u8')).length).toBeGreaterThan(0);
    routes.nowMs += 10_000;
    routes.questions = 0;
    expect((await tryAll(urls, student)).statuses).toEqual([200]);
    expect(routes.questions).toBe(1);

    const nothing = { statuses: [403], playableBytes: 0 };
    expect(await tryAll(urls)).toEqual(nothing);
    // Somebody who takes the same course, and has the right to an address of their own.
    expect(await tryAll(urls, classmate)).toEqual(nothing);
    expect(await tryAll(urls, stranger)).toEqual(nothing);
    expect(await tryAll(urls.map((url) => url.replace(/\/v\/[^/]+/, '/v')))).toEqual(nothing);
    expect(routes.questions).toBe(1);
  });

  it('gives nothing 10 s after leaving the course and after the lesson became a draft, and at once after signing out', async () => {
    const { enrolments, lessons } = server.training.context;
    const urls = await crawl(await rootOf(student), student);
    const nothing = { statuses: [403], playableBytes: 0 };
    const later = async () => {
      routes.nowMs += 10_000;
      return await tryAll(urls, student);
    };
    await enrolments.unenrol(courseId, 'student');
    expect(await later()).toEqual(nothing);
    expect((await renew(student)).json()).toMatchObject({ error: { code: 'PLAYBACK_NOT_ALLOWED' } });
    await enrolments.enrol([courseId], ['student']);
    expect((await tryAll(urls, student)).statuses).toEqual([200]);

    await lessons.change(lessonId, { isPublished: false });
    expect(await later()).toEqual(nothing);
    await lessons.change(lessonId, { isPublished: true });
    expect((await tryAll(urls, student)).statuses).toEqual([200]);

    const session = routes.sessions.get('cookie-student');
    routes.sessions.delete('cookie-student');
    expect(await tryAll(urls, student)).toEqual(nothing);
    expect((await renew(student)).statusCode).toBe(401);
    routes.sessions.set('cookie-student', session!);
  });

  it('expires, and is renewed', async () => {
    const urls = await crawl(await rootOf(student), student);
    const { expiresAt } = (await renew(student)).json<{ expiresAt: string }>();
    routes.nowMs = Date.parse(expiresAt);
    expect((await tryAll(urls, student)).statuses).toEqual([403]);
    const fresh = await rootOf(student);
    expect((await get(`${fresh}/master.m3u8`, student)).statusCode).toBe(200);
  });
});

describe('addresses', () => {
  it('of a session are kept by nobody else, and are of no use to other sites', async () => {
    const root = await rootOf(student);
    const [, segment = ''] = (await crawl(root, student)).filter((url) => url.endsWith('.m4s'));
    const headers = { ...student, origin: 'https://school.example', range: 'bytes=0-3' };
    const answer = await get(segment, headers);
    expect(answer.statusCode).toBe(206);
    expect(answer.body).toBe('pict');
    expect(answer.headers).toMatchObject({
      'cache-control': 'private, max-age=31536000, immutable',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      vary: expect.stringContaining('cookie') as string,
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    const master = await get(`${root}/master.m3u8`, student);
    expect(master.headers['cache-control']).toBe('private, no-cache');
    const again = await get(`${root}/master.m3u8`, { ...student, 'if-none-match': String(master.headers.etag) });
    expect(again.statusCode).toBe(304);
    const head = await routes.app.inject({ method: 'HEAD', url: segment, headers: student });
    expect([head.statusCode, head.headers['content-length']]).toEqual([200, String(MEDIA.length)]);
  });

  it('of a key need no cookie, work on other sites, and end with the key', async () => {
    const id = await readyVideo('uploader');
    const root = await rootOf({ authorization: 'Bearer uploader' }, id);
    const answer = await get(`${root}/master.m3u8`, { origin: 'https://school.example' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    const key = routes.keys.get('uploader');
    routes.keys.delete('uploader');
    routes.nowMs += 10_000;
    expect((await get(`${root}/master.m3u8`)).statusCode).toBe(403);
    routes.keys.set('uploader', key!);
  });

  it('of a public video work without a token, for anybody', async () => {
    const id = await readyVideo('owner');
    expect((await get(`/v/${id}/master.m3u8`)).statusCode).toBe(403);
    expect((await renew({}, id)).statusCode).toBe(401);
    await server.work.context.videos.change(id, { visibility: 'public' });
    const root = await rootOf({}, id);
    expect(root).toBe(`/v/${id}`);
    const urls = await crawl(root, {});
    expect(await tryAll(urls)).toMatchObject({ statuses: [200] });
    // A token is harmless there, even a stranger's.
    expect((await get(`/v/s1.nonsense/${id}/master.m3u8`, stranger)).statusCode).toBe(200);
  });
});

describe('videos over the API', () => {
  const show = async (headers: Record<string, string>) => (await get(`/api/v1/videos/${videoId}`, headers)).statusCode;

  it('are shown to those who may edit them', async () => {
    const owner = { cookie: 'lectern_session=cookie-owner' };
    const colleague = signIn(routes, 'colleague', 'instructor');
    expect(await show(owner)).toBe(200);
    expect(await show(teacher)).toBe(200);
    expect(await show(colleague)).toBe(404);
    expect(await show(student)).toBe(403);
    expect(await show({})).toBe(401);
    const listed = async (headers: Record<string, string>) =>
      (await get('/api/v1/videos', headers)).json<{ videos: { id: string }[] }>().videos.map(({ id }) => id);
    expect(await listed(owner)).toContain(videoId);
    expect(await listed(teacher)).toEqual([videoId]);
    expect(await listed(colleague)).toEqual([]);
    const change = { method: 'PATCH' as const, url: `/api/v1/videos/${videoId}`, payload: { visibility: 'public' } };
    expect((await routes.app.inject({ ...change, headers: colleague })).statusCode).toBe(404);
    expect((await server.work.context.videos.find(videoId))?.visibility).toBe('private');
  });

  it('are deleted by who uploaded them, and by others only where every course that shows them is theirs', async () => {
    const { courses, outline, lessons } = server.training.context;
    const owner = { cookie: 'lectern_session=cookie-owner' };
    const [alone, shared] = [await readyVideo('owner'), await readyVideo('owner')];
    await courseWith(alone);
    await courseWith(shared);
    const [other, module] = [newId(), newId()];
    await courses.create({ id: other, title: 'Other', instructorIds: ['somebody'] });
    await outline.addModule({ id: module, courseId: other, title: 'Module' });
    await lessons.create({ id: newId(), courseId: other, moduleId: module, title: 'Lesson', videoId: shared });
    routes.audited.length = 0;
    const isOffered = async (id: string, headers: Record<string, string>) => {
      const answer = await routes.app.inject({ url: `/api/v1/videos/${id}`, headers });
      return answer.json<{ mayDelete?: boolean }>().mayDelete;
    };
    expect([await isOffered(alone, teacher), await isOffered(shared, teacher), await isOffered(shared, owner)]).toEqual(
      [...[true, false, true]],
    );
    const remove = async (id: string, headers: Record<string, string>) => {
      return await routes.app.inject({ method: 'DELETE', url: `/api/v1/videos/${id}`, headers });
    };
    const refused = await remove(shared, teacher);
    expect([refused.statusCode, refused.json()]).toMatchObject([403, { error: { code: 'NOT_ALLOWED' } }]);
    expect((await remove(alone, teacher)).statusCode).toBe(204);
    expect((await remove(shared, owner)).statusCode).toBe(204);
    expect(routes.audited).toEqual(['video.delete', 'video.delete']);
  });

  it('are changed no more by who does not teach the course any more, but by who uploaded them', async () => {
    const { courses } = server.training.context;
    const id = await readyVideo('owner');
    const { courseId: course } = await courseWith(id);
    await courses.addInstructor(course, 'owner');
    await courses.addInstructor(course, 'helper');
    const helper = signIn(routes, 'helper', 'instructor');
    const url = `/api/v1/videos/${id}`;
    const rename = async (headers: Record<string, string>, payload: object = { title: 'New' }) =>
      (await routes.app.inject({ method: 'PATCH', url, headers, payload })).statusCode;
    expect(await rename(helper)).toBe(200);
    const root = await rootOf(helper, id);
    for (const each of ['owner', 'helper']) {
      expect(await courses.removeInstructor(course, each, ['teacher'])).toBe('removed');
    }
    routes.nowMs += 10_000;
    expect(await rename(helper)).toBe(404);
    expect((await get(`${root}/master.m3u8`, helper)).statusCode).toBe(403);
    expect(await rename(teacher)).toBe(200);
    routes.audited.length = 0;
    const owner = { cookie: 'lectern_session=cookie-owner' };
    expect(await rename(owner, { visibility: 'public' })).toBe(200);
    expect(await rename(owner, { visibility: 'public', title: 'Newer' })).toBe(200);
    expect(await rename(owner, { visibility: 'private' })).toBe(200);
    expect(routes.audited).toEqual(['video.publish', 'video.unpublish']);
  });

  it('are told to students by the event stream, without what is for editors, and to nobody else', async () => {
    const url = await routes.app.listen({ port: 0, host: '127.0.0.1' });
    const snapshotFor = async (headers: Record<string, string>): Promise<{ videos: object[] }> => {
      const stop = new AbortController();
      onTestFinished(() => stop.abort());
      const answer = await fetch(`${url}/api/v1/events?videos=${videoId}`, { headers, signal: stop.signal });
      let text = '';
      for await (const bytes of answer.body as ReadableStream<Uint8Array>) {
        text += Buffer.from(bytes).toString();
        const data = /event: snapshot\ndata: (.*)\n/.exec(text)?.[1];
        if (data !== undefined) return JSON.parse(data) as { videos: object[] };
      }
      throw new Error(`no snapshot in ${text}`);
    };
    const [seen] = (await snapshotFor(student)).videos as Array<{ hlsUrl: string }>;
    expect((await get(seen?.hlsUrl ?? '', student)).statusCode).toBe(200);
    expect(JSON.stringify(seen)).not.toContain('secret-name');
    expect(JSON.stringify(await snapshotFor(teacher))).toContain('secret-name');
    expect(await snapshotFor(stranger)).toEqual({ videos: [] });
  });
});

describe('uploads', () => {
  it('are begun by instructors, and continued, seen and ended by whoever began them', async () => {
    const { videos } = server.work.context;
    const { id } = await videos.create({ id: newId(), title: 'New', fileName: 'new.mp4', ownerId: 'uploader' });
    const ask = async (method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE', headers: Record<string, string>) => {
      const url = `/api/v1/uploads${method === 'POST' ? '' : `/${id}`}`;
      return (await routes.app.inject({ method, url, headers })).statusCode;
    };
    for (const method of ['HEAD', 'PATCH', 'DELETE'] as const) {
      expect(await ask(method, teacher)).toBe(404);
      expect(await ask(method, student)).toBe(403);
      expect(await ask(method, { authorization: 'Bearer uploader' })).toBe(204);
    }
    expect(await ask('POST', teacher)).toBe(204);
    expect(await ask('POST', student)).toBe(403);
    expect(await ask('POST', {})).toBe(401);
  });
});

it('looks for the id of an upload nowhere but in its own place', async () => {
  const { videos } = server.work.context;
  const { id } = await videos.create({ id: newId(), title: 'New', fileName: 'new.mp4', ownerId: 'uploader' });
  for (const method of ['HEAD', 'PATCH', 'DELETE'] as const) {
    for (const url of [`/api/v1/uploads?/${id}`, '/api/v1/uploads']) {
      expect((await routes.app.inject({ method, url, headers: teacher })).statusCode).toBe(404);
    }
  }
});

it('never writes a token to the log', async () => {
  const root = await rootOf(student);
  const { objects } = server.work.context;
  const { get: read } = objects;
  onTestFinished(() => void Object.assign(objects, { get: read }));
  Object.assign(objects, { get: () => Promise.reject(new Error('the disk broke')) });
  expect((await get(`${root}/master.m3u8`, student)).statusCode).toBe(500);
  expect(routes.log.join('')).toContain(`/v/[token]/${videoId}/master.m3u8`);
  expect(routes.log.join('')).not.toContain(root.split('/')[2]);
});
