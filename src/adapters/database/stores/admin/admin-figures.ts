import { sql } from 'drizzle-orm';

import type { AdminCounts, CourseStorage, StorageFigures } from '../../../../videos/overview/installation-figures.ts';
import { type Database, rowsOf } from '../../database.ts';
import { isOrphaned, isStuck } from './video-conditions.ts';

/** Counts everything, in three queries. */
export async function countForAdmin(db: Database): Promise<AdminCounts> {
  const [videos] = rowsOf<AdminCounts['videos']>(
    await db.execute(sql`
      select count(*) filter (where state = 'uploading')::int as uploading,
        count(*) filter (where state = 'processing')::int as processing,
        count(*) filter (where state = 'ready')::int as ready,
        count(*) filter (where state = 'failed')::int as failed,
        count(*) filter (where ${isStuck})::int as stuck,
        count(*) filter (where ${isOrphaned})::int as orphaned
      from videos v`),
  );
  const [people] = rowsOf<AdminCounts['people']>(
    await db.execute(sql`
      select count(*) filter (where is_active and role = 'admin')::int as admins,
        count(*) filter (where is_active and role = 'instructor')::int as instructors,
        count(*) filter (where is_active and role = 'student')::int as students,
        count(*) filter (where not is_active)::int as deactivated
      from people`),
  );
  const [courses] = rowsOf<AdminCounts['courses']>(
    await db.execute(sql`
      select count(*) filter (where is_published)::int as published, count(*) filter (where not is_published)::int as drafts,
        (select count(*)::int from lessons l join courses k on k.id = l.course_id
          where l.deleted_at is null and k.deleted_at is null) as lessons
      from courses where deleted_at is null`),
  );
  return { videos: videos!, people: people!, courses: courses! };
}

/** Where the bytes are. */
export async function measureStorage(db: Database): Promise<StorageFigures> {
  const renditions = rowsOf<StorageFigures['renditions'][number]>(
    await db.execute(sql`
      select c.rendition_id as id, coalesce(sum(c.size_bytes), 0)::float8 as bytes, count(distinct r.video_id)::int as videos
      from cells c join revisions r on r.id = c.revision_id where c.filled_at is not null group by 1 order by 2 desc, 1`),
  );
  const courses = rowsOf<CourseStorage>(
    await db.execute(sql`
      with video_bytes as (
        select v.id, coalesce(v.size_bytes, 0) as original,
          (select coalesce(sum(c.size_bytes), 0) from cells c join revisions r on r.id = c.revision_id
            where r.video_id = v.id) as rendition,
          (select l.course_id from lessons l where l.video_id = v.id or l.replacement_video_id = v.id
            order by l.created_at, l.id limit 1) as course_id
        from videos v where v.state <> 'uploading'
      ), files as (
        select distinct on (a.file_id) a.file_id, a.size_bytes, l.course_id
        from attachments a join lessons l on l.id = a.lesson_id order by a.file_id, l.created_at, l.id
      ), parts as (
        select course_id, 1 as videos, original, rendition, 0 as attachment from video_bytes
        union all select course_id, 0, 0, 0, size_bytes from files
      )
      select p.course_id as id, k.title, coalesce(k.deleted_at is not null, false) as "isDeleted",
        sum(p.videos)::int as videos, sum(p.original)::float8 as "originalBytes",
        sum(p.rendition)::float8 as "renditionBytes", sum(p.attachment)::float8 as "attachmentBytes"
      from parts p left join courses k on k.id = p.course_id
      group by p.course_id, k.title, k.deleted_at
      order by sum(p.original) + sum(p.rendition) + sum(p.attachment) desc, k.title`),
  );
  const total = (pick: (each: CourseStorage) => number): number => courses.reduce((sum, each) => sum + pick(each), 0);
  return {
    originalBytes: total((each) => each.originalBytes),
    renditionBytes: total((each) => each.renditionBytes),
    attachmentBytes: total((each) => each.attachmentBytes),
    renditions,
    courses,
  };
}
