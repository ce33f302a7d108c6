import { type SQL, sql } from 'drizzle-orm';

import type { VideoFilter } from '../../../../videos/overview/admin-videos.ts';

/** Nothing happened to a video in work for this long: then it is looked at whether it waits its turn. */
const STILL_SECONDS = 10 * 60;

/** The last time that something happened to the video `v`. */
export const lastMove = sql`greatest(v.updated_at, coalesce(
  (select max(c.filled_at) from cells c where c.revision_id = v.revision_id), v.updated_at))`;

/**
 * In work, and nothing has happened for ten minutes although it is its turn: nobody holds a cell of it or runs a job of it,
 * and it is the oldest in work, or none of the others goes on either.
 */
export const isStuck: SQL = sql`(v.state = 'processing'
  and ${lastMove} < now() - ${STILL_SECONDS} * interval '1 second'
  and not exists (select from cells c where c.revision_id = v.revision_id and c.holder is not null and c.leased_until > now())
  and not exists (select from workers w where w.seen_at > now() - interval '20 seconds'
    and w.jobs @> jsonb_build_array(jsonb_build_object('videoId', v.id)))
  and (not exists (select from videos o where o.state = 'processing' and o.created_at < v.created_at)
    or not exists (select from cells c where c.filled_at > now() - ${STILL_SECONDS} * interval '1 second')))`;

/** Whole, and no lesson shows it, not even one in the bin. */
export const isOrphaned: SQL = sql`(v.state <> 'uploading'
  and not exists (select from lessons l where l.video_id = v.id or l.replacement_video_id = v.id))`;

/** The condition of a filter on `v`. */
export function conditionOf(filter: VideoFilter): SQL {
  switch (filter) {
    case 'all':
      return sql`true`;
    case 'processing':
      return sql`v.state in ('uploading', 'processing')`;
    case 'failed':
      return sql`v.state = 'failed'`;
    case 'stuck':
      return isStuck;
    case 'orphaned':
      return isOrphaned;
  }
}
