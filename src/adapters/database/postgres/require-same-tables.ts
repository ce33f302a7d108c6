import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Pool, PoolClient } from 'pg';

import { AppError } from '../../../kernel/app-error.ts';
import { MIGRATIONS_FOLDER } from '../database.ts';

const UNKNOWN_TABLE = '42P01'; // undefined_table
const UNKNOWN_SCHEMA = '3F000'; // invalid_schema_name

/** Throws AppError VERSION_MISMATCH when the tables are not exactly those of this program. */
export async function requireSameTables(database: Pick<Pool | PoolClient, 'query'>): Promise<void> {
  const wanted = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }).at(-1)?.folderMillis ?? 0;
  const found = await newestMigration(database);
  if (found === wanted) return;
  const which = found > wanted ? 'newer' : 'older';
  const message = `The tables are of ${which} Lectern than this one (${found}, wanted ${wanted}).`;
  throw new AppError('VERSION_MISMATCH', { message, retry: 'later' });
}

/** 0: there are no tables yet. */
async function newestMigration(database: Pick<Pool | PoolClient, 'query'>): Promise<number> {
  try {
    const { rows } = await database.query<{ newest: string | null }>(
      'select max(created_at) as newest from drizzle.__drizzle_migrations',
    );
    return Number(rows[0]?.newest ?? 0);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === UNKNOWN_TABLE || code === UNKNOWN_SCHEMA) return 0;
    throw error;
  }
}
