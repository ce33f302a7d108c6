import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError } from '../../../kernel/app-error.ts';
import { MIGRATIONS_FOLDER } from '../database.ts';

interface Journal {
  readonly entries: readonly { readonly when: number; readonly tag: string }[];
}

/** A folder of migrations that ends where a backup was made. */
export interface PartialMigrations {
  readonly folder: string;
  /** Whether all that this program knows are in it. */
  readonly isNewest: boolean;
  remove(): void;
}

/**
 * The migrations up to the named one, so that the rows of an older version are loaded into the tables they came from; what
 * is newer is applied afterwards, to the rows too. Throws AppError BACKUP_TOO_NEW for one that this program does not know.
 */
export function migrationsUntil(migration: number): PartialMigrations {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS_FOLDER, 'meta/_journal.json'), 'utf8')) as Journal;
  const at = journal.entries.findIndex(({ when }) => when === migration);
  if (at === -1) {
    const message = 'The backup was made by a Lectern whose tables this one does not know.';
    throw new AppError('BACKUP_TOO_NEW', { message });
  }
  const entries = journal.entries.slice(0, at + 1);
  if (entries.length === journal.entries.length) {
    return { folder: MIGRATIONS_FOLDER, isNewest: true, remove: () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'lectern-migrations-'));
  mkdirSync(join(folder, 'meta'));
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }));
  for (const { tag } of entries) copyFileSync(join(MIGRATIONS_FOLDER, `${tag}.sql`), join(folder, `${tag}.sql`));
  return { folder, isNewest: false, remove: () => rmSync(folder, { recursive: true }) };
}
