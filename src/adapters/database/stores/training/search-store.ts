import { and, desc, eq, isNull, or, sql } from 'drizzle-orm';

import type { SearchStore } from '../../../../training/courses/search-store.ts';
import type { Database } from '../../database.ts';
import { courses, lessons, modules } from '../../schema/index.ts';
import { isEnrolled, isTaughtBy, matchesWords } from './course-rows.ts';

/** Beginning of a text that an excerpt is cut from. */
const TEXT_CHARACTERS = 20_000;

/** Full text search of PostgreSQL, without the grammar of any language: courses are held in all of them. */
export function createSearchStore(db: Database): SearchStore {
  return {
    async lessons(viewer, words, limit) {
      if (words.length === 0) return [];
      const query = words.map((word) => `'${word}':*`).join(' & ');
      return await db
        .select({
          id: lessons.id,
          title: lessons.title,
          text: sql<string>`left(${lessons.text}, ${TEXT_CHARACTERS})`,
          courseId: courses.id,
          courseTitle: courses.title,
        })
        .from(lessons)
        .innerJoin(modules, eq(modules.id, lessons.moduleId))
        .innerJoin(courses, eq(courses.id, lessons.courseId))
        .where(
          and(
            matchesWords(sql`lessons.search_text`, words),
            isNull(lessons.deletedAt),
            isNull(modules.deletedAt),
            isNull(courses.deletedAt),
            or(
              isTaughtBy(viewer),
              sql`(${lessons.isPublished} and ${courses.isPublished} and ${isEnrolled(viewer.id)})`,
            ),
          ),
        )
        .orderBy(
          desc(sql`ts_rank(to_tsvector('simple', lessons.search_text), to_tsquery('simple', ${query}))`),
          lessons.title,
          lessons.id,
        )
        .limit(limit);
    },
  };
}
