import { sql } from 'drizzle-orm';

import type { BackupHead } from '../../adapters/backup/backup-format.ts';
import type { Database } from '../../adapters/database/database.ts';

/**
 * Makes restored tables agree with the files that came with them: what is not in the backup is not counted as there, and is
 * made again when the server starts.
 */
export async function settleRestored(
  tx: Database,
  { holds }: BackupHead,
  deletedMeanwhile: readonly string[],
): Promise<void> {
  for (const id of deletedMeanwhile) await tx.execute(sql`delete from videos where id = ${id}`);
  const isEncodedAnew = holds.originals && !holds.renditions;
  // A rewritten source lay in the work folder, which is in no backup: such a video begins anew.
  const isUnfinished = sql`id in (select v.id from videos v join revisions r on r.id = v.revision_id
    where v.state <> 'ready' and r.conformed_file is not null)`;
  const mustBeginAnew = isEncodedAnew ? sql`true` : isUnfinished;
  await tx.execute(sql`delete from job_attempts`);
  // Copies for everybody are in no backup: they are made anew, or deleted.
  await tx.execute(sql`update videos set public_revision_id = null where public_revision_id is not null`);
  if (isEncodedAnew) {
    await tx.execute(sql`delete from retired_revisions`);
    await useReplacingFiles(tx);
  }
  await tx.execute(sql`
    with gone as (
      delete from reencodes e where ${isEncodedAnew} or exists (
        select from revisions r where r.id = e.revision_id and r.conformed_file is not null and e.source_id is null)
      returning revision_id
    )
    delete from revisions where id in (select revision_id from gone)`);
  // Another file than the video's must not get lost: it is planned anew.
  await tx.execute(sql`
    delete from revisions where conformed_file is not null and id in (select revision_id from reencodes)`);
  await tx.execute(sql`
    with anew as (
      update videos set revision_id = null, is_playable = false, ready_at = null,
        state = case state when 'ready' then 'processing' else state end
      where revision_id is not null and ${mustBeginAnew} returning id
    )
    delete from revisions where video_id in (select id from anew)`);
}

/** Everything is encoded anew: then from the file that was to take the place of a video's, unless it had failed. */
async function useReplacingFiles(tx: Database): Promise<void> {
  await tx.execute(sql`
    with next as (
      update videos v set source_id = e.source_id, file_name = e.file_name, size_bytes = e.size_bytes
        from reencodes e, (select id, coalesce(source_id, id) as source_id from videos) before
        where e.video_id = v.id and before.id = v.id and e.source_id is not null and e.failure_code is null
        returning v.id, before.source_id
    )
    insert into retired_sources (source_id, video_id) select source_id, id from next`);
  await tx.execute(sql`
    insert into retired_sources (source_id, video_id)
    select source_id, video_id from reencodes where source_id is not null and failure_code is not null`);
}
