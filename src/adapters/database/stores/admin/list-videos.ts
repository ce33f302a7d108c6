import { sql } from 'drizzle-orm';

import type { AdminVideoPage, AdminVideoQuery, AdminVideoRow } from '../../../../videos/overview/admin-videos.ts';
import { type Database, rowsOf } from '../../database.ts';
import { conditionOf, isOrphaned, isStuck, lastMove } from './video-conditions.ts';

/** Videos for the administration, newest first; failed and stuck ones alike in the filter that names them. */
export async function listAdminVideos(
  db: Database,
  { filter, search, limit, cursor }: AdminVideoQuery,
): Promise<AdminVideoPage> {
  const [createdBefore, idBefore] = readCursor(cursor);
  const like = `%${(search ?? '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const result = await db.execute(sql`
    with chosen as (
      select v.*, ${isStuck} as is_stuck, ${isOrphaned} as is_orphaned, ${lastMove} as last_move, p.name as owner_name
      from videos v left join people p on p.id = v.owner_id
      where ${conditionOf(filter)}
        and (v.title ilike ${like} or v.file_name ilike ${like} or p.name ilike ${like} or v.id = ${search ?? ''})
        and (${createdBefore}::timestamptz is null or (v.created_at, v.id) < (${createdBefore}::timestamptz, ${idBefore}))
      order by v.created_at desc, v.id desc limit ${limit + 1}
    )
    select v.id, v.title, v.file_name as "fileName", v.state, v.is_playable as "isPlayable", v.is_stuck as "isStuck",
      v.is_orphaned as "isOrphaned", v.failure_code as "failureCode", v.failure_message as "failureMessage",
      v.failure_detail as "failureDetail", v.owner_id as "ownerId", v.owner_name as "ownerName",
      v.duration_seconds as "durationSeconds", coalesce(v.size_bytes, 0)::float8 as "originalBytes",
      ${moment(sql`v.created_at`)} as "createdAt", ${moment(sql`v.last_move`)} as "lastMoveAt",
      (select coalesce(sum(c.size_bytes), 0)::float8 from cells c join revisions r on r.id = c.revision_id
        where r.video_id = v.id) as "renditionBytes",
      case when v.state = 'ready' then 100 else
        (select coalesce(floor(1000.0 * count(c.filled_at) / nullif(count(*), 0)) / 10, 0)::float8 from cells c
          where c.revision_id = v.revision_id) end as "percent",
      (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'title', k.title, 'lessonId', l.id) order by l.created_at), '[]')
        from lessons l join courses k on k.id = l.course_id
        where l.video_id = v.id or l.replacement_video_id = v.id) as "courses"
    from chosen v order by v.created_at desc, v.id desc`);
  const rows = rowsOf<AdminVideoRow>(result);
  const videos = rows.slice(0, limit);
  const last = videos.at(-1);
  return { videos, ...(rows.length > limit && last && { nextCursor: `${last.createdAt}_${last.id}` }) };
}

/** ISO 8601 in UTC, as both drivers give it alike. */
function moment(column: ReturnType<typeof sql>) {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** One that cannot be read begins anew. */
function readCursor(cursor: string | undefined): [string | null, string] {
  const [at = '', id = ''] = (cursor ?? '').split('_');
  return Number.isNaN(Date.parse(at)) ? [null, ''] : [at, id];
}
