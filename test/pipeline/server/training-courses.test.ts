import type { LightMyRequestResponse } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';

import { lessons } from '../../../src/adapters/database/schema/index.ts';
import type { CourseSummary, CourseView } from '../../../src/http/training/views/course-view.ts';
import type { LessonView } from '../../../src/http/training/views/lesson-view.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';

let server: AssembledServer;
beforeAll(async () => {
  server = await assembleTestServer();
});

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
const ask = async (method: Method, path: string, payload?: object): Promise<LightMyRequestResponse> =>
  await server.app.inject({ method, url: `/api/v1${path}`, ...(payload && { payload }) });
const json = async <T>(method: Method, path: string, payload?: object): Promise<T> => {
  const answer = await ask(method, path, payload);
  expect([200, 201], `${method} ${path}: ${answer.body}`).toContain(answer.statusCode);
  return answer.json<T>();
};
const newCourse = async (title = 'Course') => await json<CourseView>('POST', '/courses', { title });
const newModule = async (courseId: string, title = 'Module') =>
  await json<{ id: string }>('POST', `/courses/${courseId}/modules`, { title });
const newLesson = async (moduleId: string, title = 'Lesson', more: object = {}) =>
  await json<LessonView>('POST', `/modules/${moduleId}/lessons`, { title, ...more });
const course = async (id: string) => await json<CourseView>('GET', `/courses/${id}`);
const refusal = (answer: LightMyRequestResponse) => [
  answer.statusCode,
  answer.json<{ error: { code: string } }>().error.code,
];
const newVideo = async (title = 'Lecture') =>
  await server.work.context.videos.create({ id: newId(), title, fileName: `${title}.mp4`, sizeBytes: 1000 });
/** Titles of modules with those of their lessons. */
const outlineOf = ({ modules }: CourseView) =>
  Object.fromEntries(modules.map(({ title, lessons }) => [title, lessons.map((each) => each.title)]));

describe('a course', () => {
  it('begins as an empty draft and is changed and published', async () => {
    const made = await newCourse('Fire safety');
    expect(made).toMatchObject({
      title: 'Fire safety',
      isPublished: false,
      enrolment: 'list',
      lessonCount: 0,
      mayEdit: true,
      isEnrolled: false,
      modules: [],
      instructors: [],
    });
    const changed = await json<CourseView>('PATCH', `/courses/${made.id}`, {
      summary: 'What to do when it burns.',
      description: '# Fire\n\nRun.',
      isPublished: true,
      enrolment: 'open',
    });
    expect(changed).toMatchObject({ title: 'Fire safety', isPublished: true, enrolment: 'open' });
    expect(changed.description).toBe('# Fire\n\nRun.');
    expect(refusal(await ask('GET', `/courses/${newId()}`))).toEqual([404, 'COURSE_NOT_FOUND']);
    expect(refusal(await ask('PATCH', `/courses/${made.id}`, { title: ' ' }))).toEqual([400, 'REQUEST_INVALID']);
    expect(refusal(await ask('PATCH', `/courses/${made.id}`, { instructorIds: ['nobody'] }))).toEqual([
      400,
      'NOT_AN_INSTRUCTOR',
    ]);
  });

  it('refuses a change by somebody who has not seen the one before', async () => {
    const { id, version } = await newCourse();
    const first = await json<CourseView>('PATCH', `/courses/${id}`, { title: 'First', version });
    expect(first.version).toBeGreaterThan(version);
    const second = { title: 'Second', summary: 'Mine', version };
    expect(refusal(await ask('PATCH', `/courses/${id}`, second))).toEqual([409, 'COURSE_CHANGED']);
    expect(await course(id)).toMatchObject({ title: 'First', summary: '', version: first.version });
    // The order is of the same course: whoever has seen its new title may change it.
    const order = { version: first.version, modules: [] };
    await json('PUT', `/courses/${id}/order`, order);
    // Two at the same moment: one of them.
    const now = (await course(id)).version;
    const both = await Promise.all(
      ['a', 'b'].map(async (title) => await ask('PATCH', `/courses/${id}`, { title, version: now })),
    );
    expect(both.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 409]);
    await json('PATCH', `/courses/${id}`, { title: 'Without a version' });
  });

  it('lists in pages that neither miss nor repeat a course, and finds by the beginnings of words', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await newCourse(`Überblick Nummer${i}`)).id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await json<{ courses: CourseSummary[]; nextCursor?: string }>('GET', `/courses?limit=2${cursor}`);
      seen.push(...page.courses.map(({ id }) => id));
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(seen.slice(0, 5)).toEqual(ids);
    expect(new Set(seen).size).toBe(seen.length);
    const found = async (search: string) =>
      (await json<{ courses: CourseSummary[] }>('GET', `/courses?search=${encodeURIComponent(search)}`)).courses.length;
    expect(await found('ÜBER num')).toBe(5);
    expect(await found('überblick nummer3')).toBe(1);
    expect(await found('blick')).toBe(0);
    expect(await found(`'); drop table courses; --`)).toBe(0);
    expect(await found('& | ! <->')).toBe(0);
  });

  it('keeps order by drag, moves lessons between modules under the same address, and refuses an old version', async () => {
    const { id } = await newCourse();
    const [one, two] = [await newModule(id, 'One'), await newModule(id, 'Two')];
    const made = [];
    for (const title of ['a', 'b', 'c']) made.push((await newLesson(one.id, title)).id);
    const [a = '', b = '', c = ''] = made;
    const before = await course(id);
    expect(outlineOf(before)).toEqual({ One: ['a', 'b', 'c'], Two: [] });
    const order = {
      version: before.version,
      modules: [
        { id: two.id, lessonIds: [c, a] },
        { id: one.id, lessonIds: [b] },
      ],
    };
    const after = await json<CourseView>('PUT', `/courses/${id}/order`, order);
    expect(after.modules.map(({ title }) => title)).toEqual(['Two', 'One']);
    expect(outlineOf(after)).toEqual({ Two: ['c', 'a'], One: ['b'] });
    expect(await json<LessonView>('GET', `/lessons/${a}`)).toMatchObject({
      moduleId: two.id,
      previousLessonId: c,
      nextLessonId: b,
    });
    expect(refusal(await ask('PUT', `/courses/${id}/order`, order))).toEqual([409, 'COURSE_CHANGED']);
    const incomplete = { version: after.version, modules: [{ id: two.id, lessonIds: [c, a] }] };
    expect(refusal(await ask('PUT', `/courses/${id}/order`, incomplete))).toEqual([409, 'COURSE_CHANGED']);
    const foreign = await newLesson((await newModule((await newCourse()).id)).id);
    const smuggled = {
      version: after.version,
      modules: [
        { id: two.id, lessonIds: [c, a, foreign.id] },
        { id: one.id, lessonIds: [] },
      ],
    };
    expect(refusal(await ask('PUT', `/courses/${id}/order`, smuggled))).toEqual([409, 'COURSE_CHANGED']);
    expect((await course(id)).version).toBe(after.version);
  });

  it('asks the tables as often for a thousand lessons as for one', async () => {
    const { id } = await newCourse('Large');
    const { id: moduleId } = await newModule(id);
    await newLesson(moduleId);
    const count = async () => await countQueries(async () => void (await ask('GET', `/courses/${id}`)));
    const [one, oneInList] = [await count(), await countQueries(async () => void (await ask('GET', '/courses')))];
    const more = Array.from({ length: 999 }, (_, position) => ({ id: newId(), courseId: id, moduleId, position }));
    await server.work.database.db
      .insert(lessons)
      .values(more.map((each) => ({ ...each, title: 'x', searchText: 'x' })));
    expect(await count()).toBe(one);
    expect(await countQueries(async () => void (await ask('GET', '/courses')))).toBe(oneInList);
    expect((await course(id)).lessonCount).toBe(1000);
  });
});

/** Statements that the tables were asked meanwhile. */
async function countQueries(work: () => Promise<void>): Promise<number> {
  const { pglite } = server.work.database;
  if (!pglite) throw new Error('no embedded database');
  let count = 0;
  const query = pglite.query.bind(pglite);
  pglite.query = (async (...parameters: Parameters<typeof query>) => {
    count++;
    return await query(...parameters);
  }) as typeof pglite.query;
  await work();
  pglite.query = query;
  return count;
}

describe('a lesson', () => {
  it('holds text, a video, both or nothing, and refuses a change of an old version', async () => {
    const { id: moduleId } = await newModule((await newCourse()).id);
    const lesson = await newLesson(moduleId, 'Extinguishers');
    expect(lesson).toMatchObject({ kind: 'empty', text: '', isPublished: false, video: null, replacement: null });
    const written = await json<LessonView>('PATCH', `/lessons/${lesson.id}`, {
      text: 'Pull the *pin*.',
      version: lesson.version,
    });
    expect(written).toMatchObject({ kind: 'text', text: 'Pull the *pin*.' });
    expect(refusal(await ask('PATCH', `/lessons/${lesson.id}`, { text: 'x', version: lesson.version }))).toEqual([
      409,
      'LESSON_CHANGED',
    ]);
    const video = await newVideo();
    const both = await json<LessonView>('PATCH', `/lessons/${lesson.id}`, { videoId: video.id });
    expect(both).toMatchObject({ kind: 'both', video: { id: video.id, state: 'uploading' } });
    expect(refusal(await ask('PATCH', `/lessons/${lesson.id}`, { videoId: newId() }))).toEqual([
      404,
      'VIDEO_NOT_FOUND',
    ]);
    const without = await json<LessonView>('PATCH', `/lessons/${lesson.id}`, { videoId: null });
    expect(without).toMatchObject({ kind: 'text', video: null });
    // No other lesson held it.
    expect(await server.work.context.videos.find(video.id)).toBeUndefined();
  });

  it('keeps its video until the new one can be played, then lets go of the old one', async () => {
    const { id: moduleId } = await newModule((await newCourse()).id);
    const [old, first, second] = [await newVideo('Old'), await newVideo('First'), await newVideo('Second')];
    const { id } = await newLesson(moduleId, 'Lesson', { videoId: old.id });
    await json('PATCH', `/lessons/${id}`, { videoId: first.id });
    const waiting = await json<LessonView>('PATCH', `/lessons/${id}`, { videoId: second.id });
    expect(waiting).toMatchObject({ video: { id: old.id }, replacement: { id: second.id } });
    const { videos } = server.work.context;
    expect(await videos.find(first.id)).toBeUndefined();

    await videos.transition(second.id, 'finishUpload');
    await videos.markPlayable(second.id);
    await server.training.start(); // looks after what it was not told
    server.training.close();
    expect(await json<LessonView>('GET', `/lessons/${id}`)).toMatchObject({
      video: { id: second.id },
      replacement: null,
    });
    expect(await videos.find(old.id)).toBeUndefined();
  });
});
