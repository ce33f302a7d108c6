import { eq, inArray, or, type SQL, sql } from 'drizzle-orm';

import type { VideoPlace } from '../../../../accounts/policies.ts';
import type { CourseStore } from '../../../../training/courses/course-store.ts';
import { askTogether } from '../../ask-together.ts';
import type { Database } from '../../database.ts';
import { courses, enrolments, lessons, modules } from '../../schema/index.ts';
import { standingColumns } from './course-rows.ts';

/** One who asks. */
interface Question {
  readonly videoIds: readonly string[];
  readonly viewerId: string | undefined;
}

/** Answers where videos are shown. It is asked for each of a thousand viewers every few seconds, so for many at once. */
export function createVideoPlaces(db: Database): CourseStore['placesOf'] {
  const ask = askTogether(async (questions: readonly Question[]) => {
    const videoIds = [...new Set(questions.flatMap((each) => each.videoIds))];
    const viewerIds = [...new Set(questions.flatMap(({ viewerId }) => viewerId ?? []))];
    const rows = await db
      .select({
        ...standingColumns(),
        videoId: lessons.videoId,
        replacementVideoId: lessons.replacementVideoId,
        isShown: sql<boolean>`${lessons.isPublished} and ${lessons.deletedAt} is null and ${modules.deletedAt} is null`,
        enrolledIds: enrolledAmong(viewerIds),
      })
      .from(lessons)
      .innerJoin(modules, eq(modules.id, lessons.moduleId))
      .innerJoin(courses, eq(courses.id, lessons.courseId))
      .where(or(inArray(lessons.videoId, videoIds), inArray(lessons.replacementVideoId, videoIds)));
    const shown = rows.map(({ enrolledIds, ...row }) => ({ ...row, enrolledIds: new Set(enrolledIds) }));
    return questions.map((question) => answer(question, shown));
  });
  return async (videoIds, viewerId) => (videoIds.length === 0 ? new Map() : await ask({ videoIds, viewerId }));
}

/** Those of some people who are enrolled in `courses`. */
function enrolledAmong(personIds: readonly string[]): SQL<string[]> {
  if (personIds.length === 0) return sql<string[]>`array[]::text[]`;
  return sql<string[]>`array(
    select e.person_id from ${enrolments} e where e.course_id = courses.id and ${inArray(sql`e.person_id`, [...personIds])})`;
}

interface ShownRow extends Omit<VideoPlace, 'isEnrolled' | 'isLessonPublished'> {
  readonly videoId: string | null;
  readonly replacementVideoId: string | null;
  readonly isShown: boolean;
  readonly enrolledIds: ReadonlySet<string>;
}

function answer({ videoIds, viewerId }: Question, rows: readonly ShownRow[]): Map<string, VideoPlace[]> {
  const wanted = new Set(videoIds);
  const places = new Map<string, VideoPlace[]>();
  for (const { videoId, replacementVideoId, isShown, enrolledIds, ...course } of rows) {
    const standing = { ...course, isEnrolled: viewerId !== undefined && enrolledIds.has(viewerId) };
    note(videoId, { ...standing, isLessonPublished: isShown });
    // What is to replace a video is for editors until it does.
    note(replacementVideoId, { ...standing, isLessonPublished: false });
  }
  return places;

  function note(videoId: string | null, place: VideoPlace): void {
    if (videoId === null || !wanted.has(videoId)) return;
    places.set(videoId, [...(places.get(videoId) ?? []), place]);
  }
}
