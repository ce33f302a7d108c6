import { sql } from 'drizzle-orm';
import { bigint, boolean, doublePrecision, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

import type { Chapter } from '../../../../training/lessons/lesson.ts';
import { courses, modules } from './courses.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** One row per lesson, those in the bin too. */
export const lessons = pgTable(
  'lessons',
  {
    id: text().primaryKey(),
    /** The module's course, so that nobody has to ask for it. */
    courseId: text()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    moduleId: text()
      .notNull()
      .references(() => modules.id, { onDelete: 'cascade' }),
    title: text().notNull(),
    /** Markdown. */
    text: text().notNull().default(''),
    isPublished: boolean().notNull().default(false),
    position: integer().notNull(),
    version: integer().notNull().default(1),
    /** No foreign key: a video can be deleted by itself, and several lessons may show it. */
    videoId: text(),
    /** Takes the video's place as soon as it can be played. */
    replacementVideoId: text(),
    /** What lists show of the video, so that they need not ask for it; kept up to date by follow-videos. */
    videoDurationSeconds: doublePrecision(),
    hasVideoPoster: boolean().notNull().default(false),
    /** File name of the lesson's own poster in the object store. */
    posterFile: text(),
    chapters: jsonb().$type<readonly Chapter[]>().notNull().default([]),
    /** Captions of its videos that nobody is to see, by their ids. */
    hiddenCaptions: jsonb().$type<readonly string[]>().notNull().default([]),
    searchText: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
    isPurging: boolean().notNull().default(false),
  },
  (table) => [
    index().on(table.moduleId, table.position),
    index().on(table.courseId),
    index().on(table.videoId),
    index().on(table.replacementVideoId),
    index('lessons_search_index').using('gin', sql`to_tsvector('simple', ${table.searchText})`),
  ],
);

/** Files to download beside a lesson. */
export const attachments = pgTable(
  'attachments',
  {
    id: text().primaryKey(),
    lessonId: text()
      .notNull()
      .references(() => lessons.id, { onDelete: 'cascade' }),
    /** Folder of its pieces in the object store; a duplicated lesson shares it. */
    fileId: text().notNull(),
    fileName: text().notNull(),
    sizeBytes: bigint({ mode: 'number' }).notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.lessonId), index().on(table.fileId)],
);

/** Captions of a lesson, as WebVTT. */
export const captions = pgTable(
  'captions',
  {
    id: text().primaryKey(),
    lessonId: text()
      .notNull()
      .references(() => lessons.id, { onDelete: 'cascade' }),
    language: text().notNull(),
    label: text().notNull(),
    vtt: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.lessonId)],
);
