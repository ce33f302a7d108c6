import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LessonView } from '../../../src/http/training/views/lesson-view.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { runFfmpeg } from '../../support/run-ffmpeg.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { newVisitor, type Visitor } from '../../support/server/visitor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder((remove) => afterAll(remove));

let server: RunningServer & { dataFolder: string };
let lessonId: string;
let courseId: string;
let student: Visitor;
let studentId: string;
let videoId: string;

const ask = async (method: string, path: string, body?: object | string): Promise<Response> =>
  await adminFetch(`${server.url}/api/v1${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
const made = async (path: string, body: object): Promise<string> =>
  ((await (await ask('POST', path, body)).json()) as { id: string }).id;
const lesson = async (): Promise<LessonView> => (await (await ask('GET', `/lessons/${lessonId}`)).json()) as LessonView;
const offered = async (): Promise<string[]> =>
  (await student.ask('GET', `/lessons/${lessonId}`)).json<LessonView>().captions.map(({ label }) => label);

beforeAll(async () => {
  server = await startTestServer({ settings: { LECTERN_LADDER: '240' } });
  const tus = new TusClient(server.url);
  courseId = await made('/courses', { title: 'Course' });
  const moduleId = await made(`/courses/${courseId}/modules`, { title: 'Module' });
  lessonId = await made(`/modules/${moduleId}/lessons`, { title: 'Lesson' });
  await ask('PATCH', `/courses/${courseId}`, { isPublished: true, enrolment: 'open' });
  await ask('PATCH', `/lessons/${lessonId}`, { isPublished: true });
  ({ visitor: student, id: studentId } = await newVisitor(server, 'student'));
  expect((await student.ask('POST', `/courses/${courseId}/enrolment`)).statusCode, studentId).toBeLessThan(300);
  videoId = await tus.upload(await clipWithSubtitles(), 'lecture.mkv', { lessonId });
  expect(await untilEnded(server.url, videoId)).toMatchObject({
    state: 'ready',
    notes: expect.arrayContaining(['Subtitles in the file were kept as captions: For all, de.']) as string[],
  });
});

describe('text subtitles in the file of a video', () => {
  it('are captions of the lesson that shows it, on the clock of the video, and never markup', async () => {
    const { captions } = await lesson();
    expect(captions).toMatchObject([
      { language: 'en', label: 'For all', source: 'video' },
      { language: 'de', label: 'de', source: 'video' },
    ]);
    const answer = await student.ask('GET', captions[0]?.url ?? '');
    expect(answer.headers['content-type']).toBe('text/vtt; charset=utf-8');
    expect(answer.body).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello world &amp; alert(1) --&gt; x\n\n00:00:03.000 --> 00:00:04.000\nSecond line\ntwo a &lt; b\n',
    );
    for (const file of ['3.en.vtt', '..%2Freport.json', 'report.json']) {
      const other = await student.ask('GET', `/lessons/${lessonId}/captions/video-${videoId}-${file}`);
      expect(other.statusCode, file).toBe(404);
    }
  });

  it('can be hidden and shown again, and a file in the same language takes their place', async () => {
    const path = (await lesson()).captions.map(({ id }) => `/lessons/${lessonId}/captions/${id}`);
    expect((await ask('PATCH', path[0] ?? '', { isHidden: true })).status).toBe(200);
    expect(await offered()).toEqual(['de']);
    expect((await lesson()).captions[0]).toMatchObject({ label: 'For all', hiddenBy: 'editor' });
    expect((await ask('PATCH', path[0] ?? '', { isHidden: false })).status).toBe(200);
    expect(await offered()).toEqual(['For all', 'de']);

    const vtt = 'WEBVTT\n\n00:01.000 --> 00:02.000\nBesser\n';
    const own = await ask('POST', `/lessons/${lessonId}/captions?language=de&label=Deutsch`, vtt);
    expect(own.status).toBe(201);
    expect(await offered()).toEqual(['Deutsch', 'For all']);
    expect((await lesson()).captions[2]).toMatchObject({ label: 'de', hiddenBy: 'upload' });

    expect((await student.ask('PATCH', path[0] ?? '', { isHidden: true })).statusCode).toBe(403);
    expect((await ask('PATCH', `/lessons/${lessonId}/captions/none`, { isHidden: true })).status).toBe(404);
  });
});

/** Two languages, the first begins 5 s after the container's zero like everything in it. */
async function clipWithSubtitles(): Promise<string> {
  const srt = join(folder, 'a.srt');
  await writeFile(
    srt,
    `1
00:00:01,000 --> 00:00:02,500
Hello <i>world</i> & <script>alert(1)</script> --> x

2
00:00:03,000 --> 00:00:04,000
{\\an8}<font color="red">Second</font> line
two a < b
`,
  );
  const clip = join(folder, 'lecture.mkv');
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=s=426x240:r=25:d=6', '-f', 'lavfi', '-i', 'sine=d=6', '-i', srt, '-i', srt],
    ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...['-c:s:0', 'subrip', '-c:s:1', 'ass', '-metadata:s:s:0', 'language=eng', '-metadata:s:s:0', 'title=For all'],
    ...['-metadata:s:s:1', 'language=ger', '-output_ts_offset', '5', clip],
  );
  return clip;
}
