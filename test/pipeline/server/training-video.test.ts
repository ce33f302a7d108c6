import { beforeAll, describe, expect, it } from 'vitest';

import type { CourseSummary, CourseView } from '../../../src/http/training/views/course-view.ts';
import type { LessonView } from '../../../src/http/training/views/lesson-view.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { makeDemoCourse } from '../../../src/main/training/demo/make-demo-course.ts';
import { AS_ADMIN } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { readEvents, watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ settings: { LECTERN_LADDER: '360' } });
});

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...AS_ADMIN, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.ok, `${method} ${path}: ${text}`).toBe(true);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Follows events until a lesson is as wanted. */
async function untilLesson(id: string, isWanted: (lesson: LessonView) => boolean): Promise<LessonView> {
  const { events } = server.work.context;
  return await new Promise((resolve, reject) => {
    const look = (): void => {
      ask<LessonView>('GET', `/lessons/${id}`).then((lesson) => {
        if (!isWanted(lesson)) return;
        stop();
        resolve(lesson);
      }, reject);
    };
    const stop = events.subscribe((event) => {
      if (event.type !== 'cell.filled') look();
    });
    look();
  });
}

describe('a lecture uploaded for a lesson', () => {
  it('becomes its video at once, gives posters, and is replaced only by one that can be played', async () => {
    const { id: courseId } = await ask<CourseView>('POST', '/courses', { title: 'Course' });
    const { id: moduleId } = await ask<{ id: string }>('POST', `/courses/${courseId}/modules`, { title: 'Module' });
    const { id } = await ask<LessonView>('POST', `/modules/${moduleId}/lessons`, { title: 'Lesson' });
    const clip = await generatedClip(temporaryFolder(), 4);
    const tus = new TusClient(server.url);
    const nowhere = await tus.create(1000, { filename: 'clip.mp4', lessonId: courseId });
    expect(nowhere.status).toBe(404);
    expect(JSON.parse(nowhere.body)).toMatchObject({ error: { code: 'LESSON_NOT_FOUND' } });

    const begun = await tus.create(1000, { filename: 'clip.mp4', lessonId: id });
    const firstId = begun.headers.get('location')?.split('/').at(-1);
    expect(await ask<LessonView>('GET', `/lessons/${id}`)).toMatchObject({
      kind: 'video',
      video: { id: firstId, state: 'uploading', playable: false },
    });
    // An upload that is given up leaves the lesson without a video.
    await tus.request('DELETE', begun.headers.get('location') ?? '');
    await untilLesson(id, ({ video }) => video === null);

    const videoId = await tus.upload(clip, 'clip.mp4', { lessonId: id });
    await watchVideo(server.url, videoId, ({ state }) => state === 'ready');
    const shown = await untilLesson(id, ({ posterUrl }) => posterUrl !== undefined);
    expect(shown).toMatchObject({ kind: 'video', video: { id: videoId, state: 'ready' }, hasOwnPoster: false });
    const course = await ask<CourseView>('GET', `/courses/${courseId}`);
    expect(course.durationSeconds).toBeCloseTo(4, 0);
    expect(course.modules[0]?.lessons[0]).toMatchObject({ kind: 'video', video: { state: 'ready', percent: 100 } });

    expect(course).toMatchObject({ hasOwnPoster: false, posterUrl: expect.any(String) as string });
    const { courses } = await ask<{ courses: CourseSummary[] }>('GET', '/courses?search=course');
    expect(courses.find(({ id: each }) => each === courseId)?.posterUrl).toBe(course.posterUrl);
    const picture = async (url: string | undefined): Promise<Buffer> => {
      const response = await fetch(new URL(url ?? '', server.url), { headers: AS_ADMIN });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      return Buffer.from(await response.arrayBuffer());
    };
    expect(await picture(course.posterUrl)).toEqual(await picture(shown.posterUrl));
    const own = await picture(shown.posterUrl);
    await ask('POST', `/lessons/${id}/poster`, { atSeconds: 3.5 });
    const lesson = await ask<LessonView>('GET', `/lessons/${id}`);
    expect(lesson.hasOwnPoster).toBe(true);
    const taken = await picture(lesson.posterUrl);
    expect(taken.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect(taken.equals(own)).toBe(false);

    const nextId = await tus.upload(clip, 'again.mp4', { lessonId: id });
    const swapped = await untilLesson(id, ({ video }) => video?.id === nextId);
    expect(swapped).toMatchObject({ video: { playable: true }, replacement: null });
    const old = await fetch(`${server.url}/api/v1/videos/${videoId}`, { headers: AS_ADMIN });
    expect(old.status).toBe(404);
  });
});

describe('the stream of events', () => {
  it('tells that a course changed to those who listen to it', async () => {
    const { id } = await ask<CourseView>('POST', '/courses', { title: 'Course' });
    const stop = new AbortController();
    const told: unknown[] = [];
    for await (const { event, data } of readEvents(server.url, stop.signal, `?videos=none&courses=${id}`)) {
      if (event === 'course') told.push(data);
      if (told.length > 0) break;
      await ask('PATCH', `/courses/${id}`, { title: 'Another' });
    }
    stop.abort();
    expect(told).toEqual([{ id }]);
  });
});

describe('the demo', () => {
  it('is not made where there is something already', async () => {
    expect(await makeDemoCourse({ ...server, signal: new AbortController().signal })).toBe(false);
  });

  it('is a published course whose videos can be played, made once', async () => {
    const fresh = await startTestServer({ settings: { LECTERN_LADDER: '360' } });
    const stop = new AbortController();
    server = fresh;
    const made = makeDemoCourse({ ...fresh, signal: stop.signal }).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    const playable = new Promise<string>((resolve) => {
      fresh.work.context.events.subscribe((event) => {
        if (event.type === 'video.playable') resolve(event.videoId);
      });
    });
    const videoId = await playable;
    const { courses } = await ask<{ courses: CourseSummary[] }>('GET', '/courses');
    expect(courses).toMatchObject([{ isPublished: true, enrolment: 'open', lessonCount: 3 }]);
    const course = await ask<CourseView>('GET', `/courses/${courses[0]?.id}`);
    const shown = course.modules[0]?.lessons.find(({ video }) => video?.id === videoId);
    expect(shown).toMatchObject({ kind: 'both', isPublished: true, video: { playable: true } });
    const lesson = await ask<LessonView>('GET', `/lessons/${shown?.id}`);
    expect(lesson.chapters).toHaveLength(3);
    expect(lesson.captions).toHaveLength(1);
    stop.abort();
    await made;
    expect(await makeDemoCourse({ ...fresh, signal: new AbortController().signal })).toBe(false);
  });
});
