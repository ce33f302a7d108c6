import { beforeAll, describe, expect, it } from 'vitest';

import type { CourseSummary, CourseView } from '../../../src/http/training/views/course-view.ts';
import type { LessonView } from '../../../src/http/training/views/lesson-view.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { noteVideo } from '../../../src/training/lessons/follow-videos.ts';
import { createLessonUploads } from '../../../src/training/lessons/lesson-uploads.ts';
import { openTrainingServer, person, type TrainingServer } from '../../support/server/training-routes.ts';

const PEOPLE = [
  person('boss', 'admin'),
  person('teacher', 'instructor'),
  person('colleague', 'instructor'),
  person('student', 'student'),
  person('other', 'student'),
];
let server: TrainingServer;
beforeAll(async () => {
  server = await openTrainingServer(PEOPLE);
});

interface Taught {
  readonly courseId: string;
  readonly moduleId: string;
  readonly lessonIds: string[];
}

/** A published course of the teacher with these published lessons. */
async function taught(titles: readonly string[], more: object = {}): Promise<Taught> {
  const { id: courseId } = await server.get<CourseView>('teacher', 'POST', '/courses', { title: 'Rescue' });
  const { id: moduleId } = await server.get<{ id: string }>('teacher', 'POST', `/courses/${courseId}/modules`, {
    title: 'Module',
  });
  const lessonIds: string[] = [];
  for (const title of titles) {
    const { id } = await server.get<LessonView>('teacher', 'POST', `/modules/${moduleId}/lessons`, { title });
    await server.get('teacher', 'PATCH', `/lessons/${id}`, { isPublished: true });
    lessonIds.push(id);
  }
  await server.get('teacher', 'PATCH', `/courses/${courseId}`, { isPublished: true, ...more });
  return { courseId, moduleId, lessonIds };
}

/** Gives a lesson a video of this length that can be played. */
async function giveVideo(lessonId: string, durationSeconds: number): Promise<string> {
  const id = newId();
  server.videos.set(id, { id, isPlayable: true, durationSeconds, hasPoster: false });
  await createLessonUploads(server.training).attach(lessonId, id);
  await noteVideo(server.training, id);
  return id;
}

const enrol = async (courseId: string, ...emails: string[]): Promise<void> => {
  await server.get('teacher', 'POST', `/courses/${courseId}/people`, { emails });
};
const courseOf = async (who: string, id: string) => await server.get<CourseView>(who, 'GET', `/courses/${id}`);

describe('who sees what', () => {
  it('shows nobody a draft, and students only what is published in courses they take', async () => {
    const { courseId, moduleId, lessonIds } = await taught(['one']);
    const draft = await server.get<LessonView>('teacher', 'POST', `/modules/${moduleId}/lessons`, { title: 'draft' });
    const [lessonId = ''] = lessonIds;
    for (const who of ['student', 'colleague']) {
      expect(await server.refusal(who, 'GET', `/courses/${courseId}`)).toEqual([404, 'COURSE_NOT_FOUND']);
      expect(await server.refusal(who, 'GET', `/lessons/${lessonId}`)).toEqual([404, 'LESSON_NOT_FOUND']);
    }
    expect(await server.refusal('nobody', 'GET', `/lessons/${lessonId}`)).toEqual([401, 'SIGN_IN_REQUIRED']);
    await enrol(courseId, 'student@school.example');
    const seen = await courseOf('student', courseId);
    expect(seen).toMatchObject({ isEnrolled: true, mayEdit: false, lessonCount: 1 });
    expect(seen.modules[0]?.lessons.map(({ title }) => title)).toEqual(['one']);
    expect(await server.refusal('student', 'GET', `/lessons/${draft.id}`)).toEqual([404, 'LESSON_NOT_FOUND']);
    expect(await server.get<LessonView>('student', 'GET', `/lessons/${lessonId}`)).not.toHaveProperty('nextLessonId');
    expect(await server.refusal('student', 'PATCH', `/lessons/${lessonId}`, { title: 'mine' })).toEqual([
      403,
      'NOT_ALLOWED',
    ]);
    expect(await server.refusal('colleague', 'PATCH', `/courses/${courseId}`, { title: 'mine' })).toEqual([
      404,
      'COURSE_NOT_FOUND',
    ]);
    await server.get('teacher', 'PATCH', `/courses/${courseId}`, { isPublished: false });
    expect(await server.refusal('student', 'GET', `/lessons/${lessonId}`)).toEqual([404, 'LESSON_NOT_FOUND']);
  });

  it('lets a colleague teach along, and nobody lock themselves out', async () => {
    const { courseId } = await taught([]);
    expect(await server.refusal('teacher', 'PATCH', `/courses/${courseId}`, { instructorIds: ['colleague'] })).toEqual([
      400,
      'REQUEST_INVALID',
    ]);
    const { instructors } = await server.get<CourseView>('teacher', 'PATCH', `/courses/${courseId}`, {
      instructorIds: ['teacher', 'colleague'],
    });
    expect(instructors.map(({ name }) => name)).toEqual(['Colleague', 'Teacher']);
    await server.get('colleague', 'PATCH', `/courses/${courseId}`, { title: 'Ours' });
  });

  it('is taught by instructors only, named by e-mail, and never by nobody', async () => {
    const { courseId } = await taught([]);
    const path = `/courses/${courseId}/instructors`;
    const add = async (who: string, email: string) => await server.ask(who, 'POST', path, { email });
    const nobody = await add('teacher', 'nobody@school.example');
    const student = await add('teacher', 'student@school.example');
    expect([nobody.statusCode, student.statusCode]).toEqual([400, 400]);
    const told = ({ body }: { body: string }) => {
      const { code, message, action } = (JSON.parse(body) as { error: Record<string, string> }).error;
      return { code, action, message: message?.replace(/^\S+/, '') };
    };
    expect(told(student).code).toBe('NOT_AN_INSTRUCTOR');
    expect(told(nobody)).toEqual(told(student)); // who has an account is not told
    expect(
      await server.refusal('teacher', 'PATCH', `/courses/${courseId}`, { instructorIds: ['teacher', 'student'] }),
    ).toEqual([400, 'NOT_AN_INSTRUCTOR']);
    expect(await server.refusal('colleague', 'POST', path, { email: 'colleague@school.example' })).toEqual([
      404,
      'COURSE_NOT_FOUND',
    ]);
    expect(await server.refusal('student', 'POST', path, { email: 'student@school.example' })).toEqual([
      403,
      'NOT_ALLOWED',
    ]);
    expect(await server.refusal('teacher', 'DELETE', `${path}/teacher`)).toEqual([409, 'LAST_INSTRUCTOR']);
    expect(await server.refusal('boss', 'DELETE', `${path}/teacher`)).toEqual([409, 'LAST_INSTRUCTOR']);
    expect(await server.refusal('boss', 'PATCH', `/courses/${courseId}`, { instructorIds: [] })).toEqual([
      409,
      'LAST_INSTRUCTOR',
    ]);
    expect(await server.refusal('teacher', 'DELETE', `${path}/colleague`)).toEqual([404, 'PERSON_NOT_FOUND']);

    server.audited.length = 0;
    const added = await server.get<{ instructors: object[] }>('teacher', 'POST', path, {
      email: 'Colleague@School.example',
    });
    expect(added.instructors).toHaveLength(2);
    await server.get('teacher', 'POST', path, { email: 'colleague@school.example' });
    const { instructors } = await server.get<{ instructors: object[] }>(
      'colleague',
      'GET',
      `/courses/${courseId}/people`,
    );
    expect(instructors).toContainEqual({
      ...{ id: 'teacher', name: 'Teacher', email: 'teacher@school.example', mayTeach: true },
    });
    // Each removes the other at the same moment: one of them stays.
    const both = await Promise.all([
      server.ask('teacher', 'DELETE', `${path}/colleague`),
      server.ask('colleague', 'DELETE', `${path}/teacher`),
    ]);
    expect(both.map(({ statusCode }) => statusCode).filter((status) => status === 204)).toHaveLength(1);
    expect((await courseOf('boss', courseId)).instructors).toHaveLength(1);
    expect(server.audited).toEqual(['course.appoint', 'course.dismiss']);
  });

  it('shows the picture of the first lesson that can be played, a draft only to those who teach it', async () => {
    const { courseId, moduleId, lessonIds } = await taught(['text', 'video'], { enrolment: 'open' });
    const posterOf = async (who: string) => {
      const { posterUrl, hasOwnPoster } = await courseOf(who, courseId);
      expect(hasOwnPoster).toBe(false);
      return posterUrl;
    };
    expect(await posterOf('teacher')).toBeUndefined();
    const show = async (lessonId: string): Promise<string> => {
      const id = newId();
      server.videos.set(id, { id, isPlayable: true, durationSeconds: 10, hasPoster: true });
      await createLessonUploads(server.training).attach(lessonId, id);
      await noteVideo(server.training, id);
      return `/api/v1/courses/${courseId}/poster?v=${id.slice(0, 8)}`;
    };
    const published = await show(lessonIds[1] ?? '');
    expect([await posterOf('teacher'), await posterOf('other')]).toEqual([published, published]);
    const draft = await server.get<LessonView>('teacher', 'POST', `/modules/${moduleId}/lessons`, { title: 'draft' });
    const { version, modules } = await courseOf('teacher', courseId);
    const ids = modules[0]?.lessons.map(({ id }) => id) ?? [];
    const lessonsFirst = [draft.id, ...ids.filter((id) => id !== draft.id)];
    await server.get('teacher', 'PUT', `/courses/${courseId}/order`, {
      ...{ version, modules: [{ id: moduleId, lessonIds: lessonsFirst }] },
    });
    const drafted = await show(draft.id);
    expect([await posterOf('teacher'), await posterOf('other')]).toEqual([drafted, published]);
    await server.get('teacher', 'PATCH', `/courses/${courseId}`, { isPublished: false }); // lists below count open ones
  });

  it('lists by scope and finds what one may open', async () => {
    const secret = await taught(['Zebra crossing']);
    const open = await taught(['Zebra finches'], { enrolment: 'open', title: 'Zoology' });
    const ids = async (who: string, scope: string) =>
      (await server.get<{ courses: CourseSummary[] }>(who, 'GET', `/courses?scope=${scope}&limit=100`)).courses.map(
        ({ id }) => id,
      );
    const found = async (who: string, q: string) =>
      (await server.get<{ lessons: { title: string }[] }>(who, 'GET', `/search?q=${q}`)).lessons.map(
        ({ title }) => title,
      );
    expect(await ids('other', 'open')).toEqual([open.courseId]);
    expect(await ids('other', 'learning')).toEqual([]);
    expect(await ids('teacher', 'teaching')).toEqual(expect.arrayContaining([secret.courseId, open.courseId]));
    expect(await ids('colleague', 'all')).not.toContain(secret.courseId);
    expect(await ids('boss', 'all')).toEqual(expect.arrayContaining([secret.courseId, open.courseId]));
    expect(await found('other', 'zeb')).toEqual([]);
    expect(await found('teacher', 'zeb')).toEqual(['Zebra crossing', 'Zebra finches']);

    expect((await server.ask('other', 'POST', `/courses/${open.courseId}/enrolment`)).statusCode).toBe(204);
    expect(await ids('other', 'learning')).toEqual([open.courseId]);
    expect(await ids('other', 'open')).toEqual([]);
    expect(await found('other', 'FINCH zeb')).toEqual(['Zebra finches']);
    const lessonId = open.lessonIds[0] ?? '';
    await server.get('teacher', 'PATCH', `/lessons/${lessonId}`, {
      text: 'Look: **Übergröße** matters to [birds](x).',
    });
    const { lessons, courses } = await server.get<{ lessons: object[]; courses: object[] }>(
      'other',
      'GET',
      '/search?q=%C3%BCbergr%C3%B6',
    );
    expect(lessons).toEqual([
      {
        id: lessonId,
        title: 'Zebra finches',
        courseId: open.courseId,
        courseTitle: 'Zoology',
        excerpt: 'Look: Übergröße matters to birds.',
      },
    ]);
    expect(courses).toEqual([]);
    await server.ask('other', 'DELETE', `/courses/${open.courseId}/enrolment`);
    expect(await ids('other', 'learning')).toEqual([]);
    expect(await server.refusal('other', 'GET', `/lessons/${lessonId}`)).toEqual([403, 'NOT_ALLOWED']);
  });
});

describe('enrolment', () => {
  it('enrols whom it knows from a list, and invites the others', async () => {
    const { courseId } = await taught(['one']);
    const answer = await server.get('teacher', 'POST', `/courses/${courseId}/people`, {
      emails: [' Student@School.example ', 'new@school.example', 'student@school.example'],
    });
    expect(answer).toEqual({
      enrolled: [{ id: 'student', name: 'Student', email: 'student@school.example' }],
      invited: [{ email: 'new@school.example', url: 'https://x.example/new@school.example' }],
    });
    const { people } = await server.get<{ people: object[] }>('teacher', 'GET', `/courses/${courseId}/people`);
    expect(people).toMatchObject([{ id: 'student', progress: { completedLessons: 0, lessons: 1, percent: 0 } }]);
    expect(await server.refusal('student', 'GET', `/courses/${courseId}/people`)).toEqual([403, 'NOT_ALLOWED']);
    await server.ask('teacher', 'DELETE', `/courses/${courseId}/people/student`);
    expect(await server.refusal('student', 'GET', `/courses/${courseId}`)).toEqual([404, 'COURSE_NOT_FOUND']);
    expect(await server.refusal('student', 'POST', `/courses/${courseId}/enrolment`)).toEqual([
      404,
      'COURSE_NOT_FOUND',
    ]);
  });

  it('lets in whoever has a link, until it is over or withdrawn', async () => {
    const { courseId } = await taught(['one'], { enrolment: 'link' });
    const expiresAt = new Date(server.nowMs + 60_000).toISOString();
    const link = await server.get<{ id: string; url: string }>(
      'teacher',
      'POST',
      `/courses/${courseId}/enrolment-links`,
      {
        expiresAt,
      },
    );
    expect(link).toMatchObject({
      url: expect.stringMatching(/^https:\/\/learn\.example\/join\/[\w-]{32}$/) as string,
      expiresAt,
    });
    const path = `/enrolment-links/${link.url.split('/').at(-1)}`;
    expect(await server.get('nobody', 'GET', path)).toEqual({ course: { title: 'Rescue', summary: '' } });
    expect(await server.refusal('nobody', 'POST', path)).toEqual([401, 'SIGN_IN_REQUIRED']);
    expect(await server.get('student', 'POST', path)).toEqual({ courseId });
    expect((await courseOf('student', courseId)).isEnrolled).toBe(true);
    server.nowMs += 61_000;
    expect(await server.refusal('other', 'POST', path)).toEqual([404, 'LINK_EXPIRED']);
    const lasting = await server.get<{ id: string; url: string }>(
      'teacher',
      'POST',
      `/courses/${courseId}/enrolment-links`,
      {},
    );
    await server.ask('teacher', 'DELETE', `/courses/${courseId}/enrolment-links/${lasting.id}`);
    const gone = `/enrolment-links/${lasting.url.split('/').at(-1)}`;
    expect(await server.refusal('other', 'POST', gone)).toEqual([404, 'LINK_EXPIRED']);
  });
});

describe('progress', () => {
  it('counts what was really played, by the clock, on every device, and keeps what is completed', async () => {
    const { courseId, lessonIds } = await taught(['one', 'two']);
    const [one = '', two = ''] = lessonIds;
    await giveVideo(one, 100);
    await enrol(courseId, 'student@school.example');
    const report = async (positionSeconds: number, played: [number, number][], speed = 1) =>
      await server.get('student', 'POST', `/lessons/${one}/progress`, { positionSeconds, played, speed });
    // Dragged to the end at once: only what a first report may hold.
    expect(await report(100, [[0, 100]])).toEqual({ positionSeconds: 100, coveragePercent: 15, isCompleted: false });
    server.nowMs += 10_000;
    expect(await report(30, [[15, 100]])).toMatchObject({ coveragePercent: 25, isCompleted: false });
    server.nowMs += 10_000;
    expect(await report(30, [[25, 100]], 16)).toMatchObject({ coveragePercent: 65 });
    // What was played before counts once.
    server.nowMs += 100_000;
    expect(await report(12, [[0, 60]])).toMatchObject({ coveragePercent: 65, isCompleted: false });
    expect(await courseOf('student', courseId)).toMatchObject({
      progress: { completedLessons: 0, lessons: 2, percent: 0 },
      continueLessonId: one,
    });
    server.nowMs += 30_000;
    expect(await report(90, [[65, 90]])).toEqual({ positionSeconds: 90, coveragePercent: 90, isCompleted: true });
    expect(await courseOf('student', courseId)).toMatchObject({
      progress: { completedLessons: 1, lessons: 2, percent: 50 },
      continueLessonId: two,
    });
    // Another video: it begins anew, completed stays.
    await giveVideo(one, 50);
    const { progress } = await server.get<LessonView>('student', 'GET', `/lessons/${one}`);
    expect(progress).toEqual({ positionSeconds: 0, coveragePercent: 0, isCompleted: true });
    const { watchers } = await server.get<{ watchers: object[] }>('teacher', 'GET', `/lessons/${one}/watchers`);
    expect(watchers).toMatchObject([{ id: 'student', isCompleted: true, played: [] }]);
    const watched = await server.get<{ lessons: object[] }>('teacher', 'GET', `/courses/${courseId}/watchers`);
    expect(watched.lessons).toMatchObject([
      { title: 'one', begun: 1, completed: 1 },
      { title: 'two', begun: 0, completed: 0, meanCoveragePercent: 0 },
    ]);
  });

  it('loses none of two reports that come at the same moment', async () => {
    const { courseId, lessonIds } = await taught(['one']);
    const [one = ''] = lessonIds;
    await giveVideo(one, 1000);
    await enrol(courseId, 'student@school.example');
    const report = async (from: number) =>
      await server.get('student', 'POST', `/lessons/${one}/progress`, {
        positionSeconds: from,
        played: [[from, from + 2]],
        speed: 1,
      });
    await Promise.all([report(0), report(100), report(200)]);
    expect((await server.get<LessonView>('student', 'GET', `/lessons/${one}`)).progress.coveragePercent).toBe(0.6);
  });

  it('lets people mark a lesson of text, and no lesson with a video', async () => {
    const { courseId, lessonIds } = await taught(['text', 'video']);
    const [text = '', video = ''] = lessonIds;
    await giveVideo(video, 100);
    await enrol(courseId, 'student@school.example');
    const mark = (id: string, isCompleted: boolean) =>
      ['student', 'PUT', `/lessons/${id}/completion`, { isCompleted }] as const;
    expect(await server.get(...mark(text, true))).toMatchObject({ isCompleted: true });
    expect(await server.get(...mark(text, false))).toMatchObject({ isCompleted: false });
    expect(await server.refusal(...mark(video, true))).toEqual([409, 'LESSON_HAS_VIDEO']);
    const nan = { positionSeconds: 1, played: [['x', 2]], speed: 1 };
    expect(await server.refusal('student', 'POST', `/lessons/${video}/progress`, nan)).toEqual([
      400,
      'REQUEST_INVALID',
    ]);
  });
});
