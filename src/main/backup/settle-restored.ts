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
  if (isEncodedAnew) await tx.execute(sql`delete from retired_revisions`);
  await tx.execute(sql`
    with gone as (
      delete from reencodes e where ${isEncodedAnew} or exists (
        select from revisions r where r.id = e.revision_id and r.conformed_file is not null) returning revision_id
    )
    delete from revisions where id in (select revision_id from gone)`);
  await tx.execute(sql`
    with anew as (
      update videos set revision_id = null, is_playable = false, ready_at = null,
        state = case state when 'ready' then 'processing' else state end
      where revision_id is not null and ${mustBeginAnew} returning id
    )
    delete from revisions where video_id in (select id from anew)`);
}
