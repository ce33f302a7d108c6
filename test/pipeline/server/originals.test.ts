import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LessonView } from '../../../src/http/training/views/lesson-view.ts';
import type { ErrorCode } from '../../../src/kernel/error-codes.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { newBucket } from '../../support/engines/new-bucket.ts';
import { runFfmpeg } from '../../support/run-ffmpeg.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';
import { newVisitor, Visitor } from '../../support/server/visitor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder((remove) => afterAll(remove));
let clip: Buffer;
beforeAll(async () => {
  clip = await readFile(await generatedClip(folder, 2));
});

describe.each(['the disk', 'a bucket'])('the original of a failed video on %s', (where) => {
  let server: AssembledServer;
  let student: Visitor;
  let stranger: Visitor;
  let teacher: Visitor;
  let courseId: string;
  let moduleId: string;

  beforeAll(async () => {
    server = await assembleTestServer(where === 'the disk' ? {} : { settings: (await newBucket()).settings });
    const taker = await newVisitor(server, 'student');
    const maker = await newVisitor(server, 'instructor');
    student = taker.visitor;
    teacher = maker.visitor;
    stranger = (await newVisitor(server, 'student')).visitor;
    const { courses, outline, enrolments } = server.training.context;
    [courseId, moduleId] = [newId(), newId()];
    await courses.create({ id: courseId, title: 'Course', instructorIds: [maker.id] });
    await courses.change(courseId, { isPublished: true });
    await outline.addModule({ id: moduleId, courseId, title: 'Module' });
    await enrolments.enrol([courseId], [taker.id]);
  });

  /** A published lesson whose video has failed; answers both ids. */
  async function failedLesson(bytes: Uint8Array, code: ErrorCode = 'CANCELLED') {
    const { videos, objects } = server.work.context;
    const { lessons } = server.training.context;
    const [videoId, lessonId] = [newId(), newId()];
    await videos.create({ id: videoId, title: 'Lecture', fileName: 'lecture.mp4', sizeBytes: bytes.length });
    await objects.put(`originals/${videoId}/source.bin`, bytes);
    await videos.transition(videoId, 'finishUpload');
    await videos.transition(videoId, 'fail', { failure: { code, message: 'It did not work.' } });
    await lessons.create({ id: lessonId, courseId, moduleId, title: 'Lesson', videoId });
    await lessons.change(lessonId, { isPublished: true });
    return { videoId, lessonId };
  }

  const originalOf = async (lessonId: string, visitor = student): Promise<string | undefined> =>
    (await visitor.ask('GET', `/lessons/${lessonId}`)).json<LessonView>().originalUrl;

  it('is answered whole, in ranges and by its headers alone, to be played and nothing else', async () => {
    const { lessonId } = await failedLesson(clip);
    const url = (await originalOf(lessonId)) ?? '';
    const whole = await student.ask('GET', url);
    expect(whole.statusCode).toBe(200);
    expect(whole.rawPayload.equals(clip)).toBe(true);
    expect(whole.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(clip.length),
      'content-disposition': 'inline',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      vary: expect.stringContaining('cookie') as string,
    });
    expect(whole.headers).not.toHaveProperty('access-control-allow-origin');

    const part = await student.ask('GET', url, undefined, { range: 'bytes=1000-1999' });
    expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 1000-1999/${clip.length}`]);
    expect(part.rawPayload.equals(clip.subarray(1000, 2000))).toBe(true);
    const end = await student.ask('GET', url, undefined, { range: 'bytes=-10' });
    expect(end.rawPayload.equals(clip.subarray(-10))).toBe(true);
    const rest = await student.ask('GET', url, undefined, { range: `bytes=${clip.length - 5}-` });
    expect(rest.rawPayload.equals(clip.subarray(-5))).toBe(true);

    const beyond = await student.ask('GET', url, undefined, { range: `bytes=${clip.length}-` });
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, `bytes */${clip.length}`]);
    const head = await student.ask('HEAD', url);
    expect([head.statusCode, head.headers['content-length'], head.rawPayload.length]).toEqual([
      200,
      String(clip.length),
      0,
    ]);
    const etag = String(whole.headers.etag);
    expect((await student.ask('GET', url, undefined, { 'if-none-match': etag })).statusCode).toBe(304);
    const changed = await student.ask('GET', url, undefined, { range: 'bytes=0-9', 'if-range': '"another"' });
    expect(changed.statusCode).toBe(200);
  });

  it('gives nothing to whoever has the address alone, also where the video is public', async () => {
    const { videoId, lessonId } = await failedLesson(clip);
    const url = (await originalOf(lessonId)) ?? '';
    const bare = url.replace(/\/v\/[^/]+/, '/v');
    const nobody = new Visitor(server);
    const statuses = async () => [
      (await nobody.ask('GET', url)).statusCode,
      (await stranger.ask('GET', url)).statusCode,
      // May play the video, but not by somebody else's address.
      (await teacher.ask('GET', url)).statusCode,
      (await nobody.ask('GET', bare)).statusCode,
      (await student.ask('GET', bare)).statusCode,
      (await student.ask('GET', url)).statusCode,
    ];
    expect(await statuses()).toEqual([403, 403, 403, 403, 403, 200]);
    await server.work.context.videos.change(videoId, { visibility: 'public' });
    expect(await statuses()).toEqual([403, 403, 403, 403, 403, 200]);
    expect((await stranger.ask('GET', `/lessons/${lessonId}`)).statusCode).toBe(404);
    const own = (await originalOf(lessonId, teacher)) ?? '';
    expect((await teacher.ask('GET', own)).statusCode).toBe(200);
  });

  it('is there only while the video has failed, and not for what is in the file', async () => {
    const { videos, objects } = server.work.context;
    for (const code of ['SOURCE_NOT_MEDIA', 'SOURCE_DAMAGED', 'SOURCE_ENCRYPTED'] as const) {
      const { lessonId, videoId } = await failedLesson(clip, code);
      expect(await originalOf(lessonId)).toBeUndefined();
      const { hlsUrl } = (await student.ask('POST', `/videos/${videoId}/playback`)).json<{ hlsUrl: string }>();
      expect((await student.ask('GET', hlsUrl.replace('master.m3u8', 'original'))).statusCode).toBe(404);
    }
    const page = await failedLesson(Buffer.from('<!doctype html><script>alert(document.cookie)</script>'));
    expect(await originalOf(page.lessonId)).toBeUndefined();
    const cutOff = await failedLesson(clip.subarray(0, clip.length - 100));
    expect(await originalOf(cutOff.lessonId)).toBeUndefined();
    const gone = await failedLesson(clip);
    await objects.delete(`originals/${gone.videoId}/source.bin`);
    expect(await originalOf(gone.lessonId)).toBeUndefined();

    const retried = await failedLesson(clip, 'ENCODE_FAILED');
    const url = (await originalOf(retried.lessonId)) ?? '';
    await videos.transition(retried.videoId, 'retry');
    expect(await originalOf(retried.lessonId)).toBeUndefined();
    expect((await student.ask('GET', url)).statusCode).toBe(404);
  });

  it('has the type of its bytes, whatever it was called', async () => {
    const webm = `${folder}/clip.webm`;
    const sound = ['-f', 'lavfi', '-i', 'sine=sample_rate=48000', '-t', '1'];
    await runFfmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=10', ...sound],
      ...['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-y', webm],
    );
    const mkv = `${folder}/clip.mkv`;
    await runFfmpeg('-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=10', '-t', '1', '-c:v', 'libx264', '-y', mkv);
    const lesson = await failedLesson(await readFile(webm));
    const answer = await student.ask('HEAD', (await originalOf(lesson.lessonId)) ?? '');
    expect(answer.headers['content-type']).toBe('video/webm');
    const other = await failedLesson(await readFile(mkv));
    expect(await originalOf(other.lessonId)).toBeUndefined();
  });
});
