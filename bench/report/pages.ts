import { LESSON_STAGES, type LessonPageResult } from '../parts/lesson-page.ts';
import type { StudentsResult } from '../parts/polling-students.ts';
import { busyText, judged, latencyCells, LATENCY_HEADER } from './judged.ts';
import { medianOfEach } from './statistics.ts';
import { renderTable } from './table.ts';

/** What the project wants of its pages. */
const GOALS = { firstFrameSeconds: 1, answerMs: 50 } as const;

/** Navigation to the first frame of a lesson. */
export function lessonText({ first, again }: LessonPageResult): string {
  const visits = { 'first visit': first, 'once more': again };
  const rows = Object.entries(visits).map(([visit, runs]) => [
    visit,
    ...latencyCells(runs, GOALS.firstFrameSeconds, GOALS.firstFrameSeconds),
    busyText(runs.map(({ busyBefore }) => busyBefore)),
  ]);
  const table = renderTable(['', ...LATENCY_HEADER, 'busy runs'], rows);
  const stages = Object.values(visits).map((runs) => medianOfEach(runs.map(({ timeline }) => timeline)));
  const stageRows = Object.entries(LESSON_STAGES).map(([stage, about]) => [
    about,
    ...stages.map((medians) => medians[stage]?.toFixed(0) ?? ''),
  ]);
  const stageTable = renderTable(['stage', ...Object.keys(visits)], stageRows);
  return `${table}\n\nWhere the time goes, median ms after the navigation:\n\n${stageTable}`;
}

/** Answers to many students at once. */
export function studentsText({ students, seconds, idle, encoding, busyBefore }: StudentsResult): string {
  const rows = Object.entries({ idle, encoding }).flatMap(([server, routes]) =>
    routes.map(({ route, answers, p50, p95, p99 }) => [
      ...[`${route}, server ${server}`, String(answers), p50.toFixed(0)],
      ...[...judged(p95, { kind: 'atMost', limit: GOALS.answerMs }, 0), p99.toFixed(0)],
    ]),
  );
  const header = ['request', 'answers', 'p50, ms', 'p95, ms', 'goal', 'met', 'p99, ms'];
  const about = `${students} students for ${seconds} s; busy before: ${busyText([busyBefore])}.`;
  return `${about}\n\n${renderTable(header, rows)}`;
}
