import type { Chapter } from '../../shared/api/studio/lesson-editing.ts';
import { formatDuration } from '../../shared/format.ts';

/** A chapter as it is typed. */
export interface ChapterRow {
  readonly time: string;
  readonly title: string;
}

/** What is wrong with a row. */
export type RowFault = 'time' | 'title' | 'same';

/** Reads `75`, `1:15`, `1:02:03.5`; undefined for anything else. In seconds. */
export function readTime(time: string): number | undefined {
  const parts = time.trim().split(':');
  if (parts.length > 3 || !parts.every((part, index) => isNumber(part, index === parts.length - 1))) return undefined;
  return parts.reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

/** What is wrong with each row; undefined where nothing is. Two chapters cannot begin at the same time. */
export function checkRows(rows: readonly ChapterRow[]): ReadonlyArray<RowFault | undefined> {
  const seen = new Set<number>();
  return rows.map(({ time, title }) => {
    const seconds = readTime(time);
    if (seconds === undefined) return 'time';
    if (title.trim() === '') return 'title';
    if (seen.has(seconds)) return 'same';
    seen.add(seconds);
    return undefined;
  });
}

/** The chapters of rows without faults, in the order of time. */
export function readRows(rows: readonly ChapterRow[]): Chapter[] {
  return rows
    .map(({ time, title }) => ({ startSeconds: readTime(time) ?? 0, title: title.trim() }))
    .toSorted((a, b) => a.startSeconds - b.startSeconds);
}

/** The other way round. */
export function writeRows(chapters: readonly Chapter[]): ChapterRow[] {
  return chapters.map(({ startSeconds, title }) => ({ time: writeTime(startSeconds), title }));
}

/** `1:15`, and `1:15.5` where there is more than whole seconds. */
export function writeTime(seconds: number): string {
  const tenths = Math.round(seconds * 10) % 10;
  return tenths === 0 ? formatDuration(seconds + 0.05) : `${formatDuration(seconds)}.${tenths}`;
}

function isNumber(part: string, isLast: boolean): boolean {
  return isLast ? /^\d{1,5}(\.\d+)?$/.test(part) : /^\d{1,4}$/.test(part);
}
