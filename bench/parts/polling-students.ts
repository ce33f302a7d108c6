import { setTimeout as delay } from 'node:timers/promises';

import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { type BenchCourse, makeCourse } from '../served/bench-course.ts';
import { LecternServer } from '../served/lectern-server.ts';
import { type AnswerTime, StudentSession } from '../served/student-session.ts';
import { announceUpload, sendSource } from '../served/upload-source.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import type { PartContext } from './part.ts';

/** How long the server took to answer students who all watch, in ms: one row a kind of request. */
export interface StudentsResult {
  readonly students: number;
  readonly seconds: number;
  readonly busyBefore: number;
  /** While the server does nothing else. */
  readonly idle: readonly RouteTimes[];
  /** While it encodes a lecture, with every core. */
  readonly encoding: readonly RouteTimes[];
}

/** Answers of one kind of request. */
export interface RouteTimes {
  readonly route: string;
  readonly answers: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const STUDENTS = 100;
const LESSONS = 30;
/** As the player does while it plays. */
const REPORT_EVERY_MS = 5000;
/** What a page asks for besides, once in so many reports. */
const LESSON_EVERY = 3;
const COURSE_EVERY = 6;
const SETTLE_MS = 3000;

/** Lets signed-in students report progress and read their lesson, first alone, then while a lecture is encoded. */
export async function measurePollingStudents(
  { say, folder }: PartContext,
  { seconds, encodeMinutes }: { seconds: number; encodeMinutes: number },
): Promise<StudentsResult> {
  const [source, long] = [await makeLoopedLecture(1), await makeLoopedLecture(encodeMinutes)];
  const server = await LecternServer.start(folder);
  const students: StudentSession[] = [];
  try {
    const videoId = await announceUpload(server.url, source);
    await sendSource(server.url, videoId, source);
    while ((await server.video(videoId)).state !== 'ready') await delay(500);
    const course = await makeCourse(server.url, videoId, LESSONS);
    for (let number = 1; number <= STUDENTS; number++) {
      students.push(await StudentSession.begin(server.url, number, course.id));
    }
    const busyBefore = await waitUntilQuiet();
    const idle = summarizeRoutes(await letWatch(students, course, seconds));
    say(`students, idle: ${describe(idle)}`);
    const longId = await announceUpload(server.url, long);
    await sendSource(server.url, longId, long);
    await delay(SETTLE_MS); // past reading and planning: encoding is what goes on for long
    const answers = await letWatch(students, course, seconds);
    if ((await server.video(longId)).state !== 'processing')
      throw new Error('the encode ended too early to be measured');
    const encoding = summarizeRoutes(answers);
    say(`students, encoding: ${describe(encoding)}`);
    return { students: STUDENTS, seconds, busyBefore, idle, encoding };
  } finally {
    for (const student of students) student.end();
    await server.stop();
  }
}

async function letWatch(
  students: readonly StudentSession[],
  course: BenchCourse,
  seconds: number,
): Promise<AnswerTime[]> {
  const endsAt = performance.now() + seconds * 1000;
  const all = await Promise.all(
    students.map(
      async (student, index) => await watch(student, course, (index / students.length) * REPORT_EVERY_MS, endsAt),
    ),
  );
  return all.flat();
}

/** One student: a report every few seconds from a moment of their own on, now and then the lesson and the course. */
async function watch(
  student: StudentSession,
  { id, lessonIds: [lessonId = ''] }: BenchCourse,
  beginsAfterMs: number,
  endsAt: number,
): Promise<AnswerTime[]> {
  const times: AnswerTime[] = [];
  let nextAt = performance.now() + beginsAfterMs;
  for (let report = 0; nextAt < endsAt; report++, nextAt += REPORT_EVERY_MS) {
    await delay(Math.max(0, nextAt - performance.now()));
    const from = ((report * REPORT_EVERY_MS) / 1000) % 50;
    const to = from + REPORT_EVERY_MS / 1000;
    const body = { positionSeconds: to, played: [[from, to]], speed: 1 };
    times.push(await student.ask('report of progress', 'POST', `/lessons/${lessonId}/progress`, body));
    if (report % LESSON_EVERY === 0) times.push(await student.ask('lesson', 'GET', `/lessons/${lessonId}`));
    if (report % COURSE_EVERY === 0) times.push(await student.ask('course', 'GET', `/courses/${id}`));
  }
  return times;
}

/** Percentiles of each route, in the order in which routes appear. */
export function summarizeRoutes(answers: readonly AnswerTime[]): RouteTimes[] {
  return [...new Set(answers.map(({ route }) => route))].map((route) => {
    const sorted = answers.flatMap((each) => (each.route === route ? each.ms : [])).toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { route, answers: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  });
}

function describe(routes: readonly RouteTimes[]): string {
  return routes.map(({ route, p95 }) => `${route} p95 ${p95.toFixed(0)} ms`).join(', ');
}
