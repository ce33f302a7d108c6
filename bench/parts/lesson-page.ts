import { setTimeout as delay } from 'node:timers/promises';

import type { BrowserContext } from 'playwright-core';

import { openBrowser } from '../../e2e/browser.ts';
import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { makeCourse } from '../served/bench-course.ts';
import { LecternServer } from '../served/lectern-server.ts';
import { StudentSession } from '../served/student-session.ts';
import { announceUpload, sendSource } from '../served/upload-source.ts';
import { type PageRequest, WatchedPage } from '../served/watched-page.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import type { PartContext } from './part.ts';

/** One load of a lesson's page by its address. */
export interface LessonRun {
  /** From the navigation to the first frame on the screen. */
  readonly seconds: number;
  readonly busyBefore: number;
  /** Milliseconds after the navigation. */
  readonly timeline: Readonly<Record<string, number>>;
}

/** Loads of a lesson whose video is ready. */
export interface LessonPageResult {
  /** With an empty cache, as on the first visit. */
  readonly first: readonly LessonRun[];
  /** By the same browser once more. */
  readonly again: readonly LessonRun[];
}

/** What the timeline of a load tells, in order. */
export const LESSON_STAGES: Readonly<Record<string, string>> = {
  document: 'the page itself had come',
  entry: 'the code that every page needs had come',
  lessonAsked: 'the lesson was asked for',
  lesson: 'the lesson had come',
  player: "the player's code had come",
  playerMade: 'the player was in the page',
  playlist: 'the list of renditions had come',
  segment: 'the first segment of the picture had come',
  frame: 'the first frame was on the screen',
};

const LESSONS = 30;
const VIEWPORT = { width: 1280, height: 800 };
const FRAME_MS = 60_000;
const STATE_LOOK_MS = 500;

/** Opens the page of a lesson in new browsers, each twice, and looks when the first frame is on the screen. */
export async function measureLessonPage({ say, folder }: PartContext, runs: number): Promise<LessonPageResult> {
  const source = await makeLoopedLecture(1);
  const server = await LecternServer.start(folder);
  const browser = await openBrowser();
  let student: StudentSession | undefined;
  try {
    const videoId = await announceUpload(server.url, source);
    await sendSource(server.url, videoId, source);
    while ((await server.video(videoId)).state !== 'ready') await delay(STATE_LOOK_MS);
    const course = await makeCourse(server.url, videoId, LESSONS);
    student = await StudentSession.begin(server.url, 1, course.id);
    const url = `${server.url}/lessons/${course.lessonIds[0]}`;
    const [first, again]: [LessonRun[], LessonRun[]] = [[], []];
    for (let run = 1; run <= runs; run++) {
      const context = await browser.newContext({ viewport: VIEWPORT, storageState: student.storageState });
      for (const loads of [first, again]) {
        const busyBefore = await waitUntilQuiet();
        loads.push({ ...(await loadOnce(context, url)), busyBefore });
      }
      await context.close();
      say(
        `lesson, run ${run} of ${runs}: ${first.at(-1)?.seconds.toFixed(2)} s, again ${again.at(-1)?.seconds.toFixed(2)} s`,
      );
    }
    return { first, again };
  } finally {
    student?.end();
    await browser.close();
    await server.stop();
  }
}

async function loadOnce(context: BrowserContext, url: string): Promise<Omit<LessonRun, 'busyBefore'>> {
  const page = await WatchedPage.visit(context, url);
  const { firstFrameAt, videoMadeAt } = await page.firstFrame(FRAME_MS);
  const navigatedAt = await page.navigatedAt();
  const requests = await page.requests(navigatedAt);
  await page.leave();
  const find = (pattern: RegExp): PageRequest | undefined => requests.find(({ path }) => pattern.test(path));
  const moments: Record<string, number | undefined> = {
    document: find(/color-scheme\.js$/)?.askedAt,
    entry: find(/\/assets\/index-[\w-]+\.js$/)?.answeredAt,
    lessonAsked: find(/\/api\/v1\/lessons\/\w+$/)?.askedAt,
    lesson: find(/\/api\/v1\/lessons\/\w+$/)?.answeredAt,
    player: find(/\/assets\/lectern-player-[\w-]+\.js$/)?.answeredAt,
    playerMade: videoMadeAt,
    playlist: find(/master\.m3u8$/)?.answeredAt,
    segment: find(/\/\d+p\/.*\.m4s$/)?.answeredAt,
    frame: firstFrameAt,
  };
  const timeline = Object.fromEntries(
    Object.entries(moments).flatMap(([stage, at]) => (at === undefined ? [] : [[stage, at - navigatedAt]])),
  );
  return { seconds: (firstFrameAt - navigatedAt) / 1000, timeline };
}
