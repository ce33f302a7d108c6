import type { BackupEnd, BackupHead } from '../../adapters/backup/backup-format.ts';
import { readBackup } from '../../adapters/backup/read-backup.ts';
import { AppError } from '../../kernel/app-error.ts';

/** What a whole and undamaged backup holds. */
export interface BackupContents {
  readonly head: BackupHead;
  readonly end: BackupEnd;
  readonly rows: number;
  readonly objects: number;
  readonly objectBytes: number;
}

/** Reads a backup to its end and compares every checksum. Throws AppError BACKUP_FOREIGN, BACKUP_TOO_NEW or BACKUP_DAMAGED. */
export async function examineBackup(file: string): Promise<BackupContents> {
  let head: BackupHead | undefined;
  let end: BackupEnd | undefined;
  let rows = 0;
  let objects = 0;
  let objectBytes = 0;
  for await (const member of readBackup(file)) {
    if (member.kind === 'head') ({ head } = member);
    if (member.kind === 'end') ({ end } = member);
    if (member.kind === 'table') rows += member.rows.length;
    if (member.kind !== 'object') continue;
    objects++;
    objectBytes += member.sizeBytes;
  }
  if (!head || !end)
    throw new AppError('BACKUP_DAMAGED', { message: `${file} cannot be restored: its end is missing.` });
  return { head, end, rows, objects, objectBytes };
}
