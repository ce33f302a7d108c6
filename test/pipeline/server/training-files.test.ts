import { createHash, randomBytes } from 'node:crypto';

import { beforeAll, describe, expect, it } from 'vitest';

import type { CourseView } from '../../../src/http/training/views/course-view.ts';
import type { LessonView } from '../../../src/http/training/views/lesson-view.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { emptyBin } from '../../../src/training/bin/empty-bin.ts';
import { compareLessonFiles, type LessonFileDifference } from '../../../src/training/lessons/compare-lesson-files.ts';
import { openTrainingServer, person, type TrainingServer } from '../../support/server/training-routes.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const DAY_MS = 86_400_000;
let server: TrainingServer;
beforeAll(async () => {
  server = await openTrainingServer([person('teacher', 'instructor'), person('student', 'student')]);
});

const teach = async <T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object) =>
  await server.get<T>('teacher', method, path, payload);
const act = async (method: 'POST' | 'DELETE' | 'PUT', path: string, payload?: Buffer | string, type = 'text/plain') => {
  const answer = await server.ask(
    'teacher',
    method,
    path,
    payload,
    payload === undefined ? {} : { 'content-type': type },
  );
  expect([200, 201, 204], `${method} ${path}: ${answer.body}`).toContain(answer.statusCode);
  return answer;
};
async function newLesson(more: object = {}): Promise<{ courseId: string; moduleId: string; id: string }> {
  const { id: courseId } = await teach<CourseView>('POST', '/courses', { title: 'Course' });
  const { id: moduleId } = await teach<{ id: string }>('POST', `/courses/${courseId}/modules`, { title: 'Module' });
  const { id } = await teach<LessonView>('POST', `/modules/${moduleId}/lessons`, { title: 'Lesson', ...more });
  return { courseId, moduleId, id };
}
const lesson = async (id: string) => await teach<LessonView>('GET', `/lessons/${id}`);
const shaOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
function newVideo(): string {
  const id = newId();
  server.videos.set(id, { id, isPlayable: true, durationSeconds: 60, hasPoster: true });
  return id;
}
async function keysUnder(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of server.training.objects.list(prefix)) keys.push(key);
  return keys;
}

describe('attachments', () => {
  it('come back as they were sent, to be saved and never shown', async () => {
    const { id } = await newLesson();
    const bytes = randomBytes(9_000_000);
    const name = encodeURIComponent('C:\\x\\Übung "1"\u202Efdp.html');
    const added = (await act('POST', `/lessons/${id}/attachments?fileName=${name}`, bytes, 'text/html')).json<object>();
    expect(added).toMatchObject({ fileName: 'Übung "1"fdp.html', sizeBytes: 9_000_000 });
    const [attachment] = (await lesson(id)).attachments;
    expect(attachment).toEqual(added);
    const got = await server.ask('teacher', 'GET', attachment?.url.replace('/api/v1', '') ?? '');
    expect(shaOf(got.rawPayload)).toBe(shaOf(bytes));
    expect(got.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="_bung _1_fdp.html"; filename*=UTF-8''%C3%9Cbung%20%221%22fdp.html`,
      'x-content-type-options': 'nosniff',
    });
    expect(await server.refusal('student', 'GET', `/lessons/${id}/attachments/${attachment?.id}`)).toEqual([
      404,
      'LESSON_NOT_FOUND',
    ]);
    await act('DELETE', `/lessons/${id}/attachments/${attachment?.id}`);
    expect((await lesson(id)).attachments).toEqual([]);
    expect(await keysUnder('training/attachments/')).toEqual([]);
  });

  it('are refused when they are too large, and leave nothing', async () => {
    const { id } = await newLesson();
    const question = ['teacher', 'POST', `/lessons/${id}/attachments?fileName=x`] as const;
    const headers = { 'content-type': 'application/zip', 'content-length': String(200 * 1024 * 1024) };
    expect(await server.refusal(...question, Buffer.from('x'), headers)).toEqual([413, 'ATTACHMENT_TOO_LARGE']);
    expect(await keysUnder('training/attachments/')).toEqual([]);
  });
});

describe('doctor --storage', () => {
  const differences = async () => {
    const { objects, lessonFiles } = server.training;
    const found: LessonFileDifference[] = [];
    for await (const each of compareLessonFiles(objects, lessonFiles)) found.push(each);
    return found;
  };

  it('finds files of lessons that nobody shows, removes them, and says which ones lack', async () => {
    const { objects } = server.training;
    const { courseId, id } = await newLesson();
    await act('POST', `/lessons/${id}/attachments?fileName=slides.pdf`, randomBytes(5_000_000));
    await act('PUT', `/courses/${courseId}/poster`, PNG, 'image/png');
    expect(await differences()).toEqual([]);

    await objects.put(`training/attachments/${newId()}/00000`, new Uint8Array(3));
    await objects.put(`training/posters/${newId()}.png`, new Uint8Array(3));
    const orphans = await differences();
    expect(orphans.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^training\/attachments\/\w+\/ belongs to no lesson$/),
      expect.stringMatching(/^training\/posters\/\w+\.png belongs to no lesson and no course$/),
    ]);
    for (const { mend } of orphans) await mend?.();
    expect(await differences()).toEqual([]);

    const [poster = ''] = await keysUnder('training/posters/');
    const [piece = ''] = await keysUnder('training/attachments/');
    await objects.delete(piece);
    await objects.delete(poster);
    const lacking = await differences();
    expect(lacking.map(({ message, mend }) => [message, mend])).toEqual([
      [expect.stringMatching(/^the attachment "slides.pdf" has \d+ bytes in .*, not 5000000$/), undefined],
      [`${poster} is missing`, undefined],
    ]);
    await act('DELETE', `/courses/${courseId}`);
  });
});

describe('captions, chapters and posters', () => {
  it('keeps captions as WebVTT, and names the line that is wrong', async () => {
    const { id } = await newLesson();
    const path = `/lessons/${id}/captions?language=de-AT&label=Deutsch`;
    await act('POST', path, '1\n00:00:01,000 --> 00:00:02,000\nServus\n');
    const [track] = (await lesson(id)).captions;
    expect(track).toMatchObject({ language: 'de-AT', label: 'Deutsch' });
    const got = await server.ask('teacher', 'GET', track?.url.replace('/api/v1', '') ?? '');
    expect(got.headers['content-type']).toBe('text/vtt; charset=utf-8');
    expect(got.body).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nServus\n');
    const wrong = await server.ask('teacher', 'POST', path, '1\n00:00:05,000 --> 00:00:02,000\nx', {
      'content-type': 'text/plain',
    });
    expect(wrong.json()).toMatchObject({
      error: { code: 'CAPTIONS_UNREADABLE', message: 'Line 2: the caption ends before it begins.' },
    });
    await act('DELETE', `/lessons/${id}/captions/${track?.id}`);
    expect((await lesson(id)).captions).toEqual([]);
  });

  it('puts chapters in order and refuses two at one second', async () => {
    const { id } = await newLesson();
    const at = (startSeconds: number) => ({ startSeconds, title: `At ${startSeconds}` });
    const { chapters } = await teach<LessonView>('PUT', `/lessons/${id}/chapters`, { chapters: [at(60), at(0)] });
    expect(chapters).toEqual([at(0), at(60)]);
    const twice = { chapters: [at(5), at(5)] };
    expect(await server.refusal('teacher', 'PUT', `/lessons/${id}/chapters`, twice)).toEqual([400, 'REQUEST_INVALID']);
  });

  it('shows a poster that was set, sent as what its bytes are', async () => {
    const { id, courseId } = await newLesson({ videoId: newVideo() });
    await act('PUT', `/courses/${courseId}/poster`, PNG, 'image/jpeg');
    const { posterUrl = '' } = await teach<CourseView>('GET', `/courses/${courseId}`);
    const got = await server.ask('teacher', 'GET', posterUrl.replace('/api/v1', ''));
    expect(got.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' });
    expect(got.rawPayload.equals(PNG)).toBe(true);
    for (const bad of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<script>1</script>']) {
      const question = ['teacher', 'PUT', `/lessons/${id}/poster`, bad, { 'content-type': 'image/png' }] as const;
      expect(await server.refusal(...question)).toEqual([400, 'POSTER_UNREADABLE']);
    }
    const answer = await server.ask('teacher', 'POST', `/lessons/${id}/poster`, { atSeconds: 3 });
    expect(answer.statusCode, answer.body).toBe(204);
    expect((await lesson(id)).hasOwnPoster).toBe(true);
    await act('DELETE', `/lessons/${id}/poster`);
    expect((await lesson(id)).hasOwnPoster).toBe(false);
    await act('DELETE', `/courses/${courseId}/poster`);
    expect(await keysUnder('training/posters/')).toEqual([]);
  });
});

describe('the bin', () => {
  it('gives back what was deleted, with everything in it', async () => {
    const { courseId, moduleId, id } = await newLesson();
    const listed = async () =>
      (await teach<{ items: { id: string; kind: string }[] }>('GET', '/bin')).items.map((item) => [item.kind, item.id]);
    await act('DELETE', `/lessons/${id}`);
    expect(await server.refusal('teacher', 'GET', `/lessons/${id}`)).toEqual([404, 'LESSON_NOT_FOUND']);
    expect(await listed()).toContainEqual(['lesson', id]);
    await act('POST', `/lessons/${id}/restore`);
    await act('DELETE', `/modules/${moduleId}`);
    expect((await teach<CourseView>('GET', `/courses/${courseId}`)).modules).toEqual([]);
    expect(await server.refusal('teacher', 'GET', `/lessons/${id}`)).toEqual([404, 'LESSON_NOT_FOUND']);
    expect(await listed()).toContainEqual(['module', moduleId]);
    await act('POST', `/modules/${moduleId}/restore`);
    await act('DELETE', `/courses/${courseId}`);
    expect(await server.refusal('teacher', 'GET', `/courses/${courseId}`)).toEqual([404, 'COURSE_NOT_FOUND']);
    expect(await listed()).toContainEqual(['course', courseId]);
    await act('POST', `/courses/${courseId}/restore`);
    expect(await lesson(id)).toMatchObject({ title: 'Lesson' });
    expect(await server.refusal('teacher', 'POST', `/lessons/${id}/restore`)).toEqual([404, 'NOT_IN_BIN']);
    expect(server.audited).toEqual(expect.arrayContaining(['lesson.delete', 'lesson.restore', 'course.restore']));
  });

  it('is emptied after thirty days; a video goes with the last lesson that holds it', async () => {
    const videoId = newVideo();
    const { courseId, moduleId, id } = await newLesson({ videoId });
    await act('POST', `/lessons/${id}/attachments?fileName=a.txt`, Buffer.from('hello'));
    await act('PUT', `/lessons/${id}/poster`, PNG, 'image/png');
    const copy = await teach<LessonView>('POST', `/lessons/${id}/duplicate`);
    expect(copy).toMatchObject({ title: 'Lesson (copy)', isPublished: false, hasOwnPoster: true, kind: 'video' });
    expect(copy.attachments).toMatchObject([{ fileName: 'a.txt' }]);
    const twin = await teach<CourseView>('POST', `/courses/${courseId}/duplicate`);
    expect(twin.modules[0]?.lessons.map(({ title }) => title)).toEqual(['Lesson', 'Lesson (copy)']);

    await act('DELETE', `/lessons/${id}`);
    server.nowMs += 29 * DAY_MS;
    await emptyBin(server.training);
    await act('POST', `/lessons/${id}/restore`);
    await act('DELETE', `/lessons/${id}`);
    server.nowMs += 31 * DAY_MS;
    await emptyBin(server.training);
    expect(await server.refusal('teacher', 'POST', `/lessons/${id}/restore`)).toEqual([404, 'LESSON_NOT_FOUND']);
    expect(server.removedVideos).not.toContain(videoId);
    expect(await keysUnder('training/')).toHaveLength(2);

    await act('DELETE', `/modules/${moduleId}`);
    await act('DELETE', `/courses/${twin.id}`);
    server.nowMs += 31 * DAY_MS;
    await emptyBin(server.training);
    expect(server.removedVideos.filter((each) => each === videoId)).toEqual([videoId]);
    expect(await keysUnder('training/')).toEqual([]);
    expect((await teach<CourseView>('GET', `/courses/${courseId}`)).modules).toEqual([]);
    expect((await teach<{ items: object[] }>('GET', '/bin')).items).toEqual([]);
  });
});
