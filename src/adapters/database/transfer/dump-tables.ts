import { sql } from 'drizzle-orm';

import { type Database, rowsOf } from '../database.ts';

/** Where rows go: as JSON, one text a row without line breaks. */
export interface RowSink {
  /** Before the first row: which change of the tables was applied last. */
  begin(migration: number): Promise<void>;
  rows(table: string, rows: readonly string[]): Promise<void>;
}

/** Rows are fetched by as many as make about this much text. */
const BATCH_BYTES = 1024 * 1024;
const FIRST_ROWS = 50;
const MOST_ROWS = 20_000;

/**
 * Reads the tables of the schema `public`, but those left out, as they are at one moment, in flat memory: one read-only transaction.
 *
 * The embedded database answers nobody else until it has ended.
 */
export async function dumpTables(db: Database, sink: RowSink, leftOut: readonly string[] = []): Promise<void> {
  await db.transaction(
    async (tx) => {
      await sink.begin(await lastMigration(tx));
      for (const table of await listTables(tx)) {
        if (leftOut.includes(table)) continue;
        await tx.execute(
          sql`declare lectern_dump no scroll cursor for select to_jsonb(t)::text as row from ${sql.identifier(table)} t`,
        );
        await fetchAll(tx, async (rows) => await sink.rows(table, rows));
        await tx.execute(sql`close lectern_dump`);
      }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

async function fetchAll(tx: Database, give: (rows: readonly string[]) => Promise<void>): Promise<void> {
  let count = FIRST_ROWS;
  for (;;) {
    const found = rowsOf<{ row: string }>(await tx.execute(sql.raw(`fetch ${count} from lectern_dump`)));
    const rows = found.map(({ row }) => row);
    if (rows.length > 0) await give(rows);
    if (rows.length < count) return;
    // A plan has a hundred kilobytes, a cell two hundred bytes.
    const bytes = rows.reduce((sum, row) => sum + row.length, 0);
    count = Math.min(MOST_ROWS, Math.max(1, Math.floor((BATCH_BYTES * rows.length) / Math.max(1, bytes))));
  }
}

/** Tables of the schema `public`, by name. */
export async function listTables(db: Database): Promise<string[]> {
  const result = await db.execute(
    sql`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  );
  return rowsOf<{ name: string }>(result).map(({ name }) => name);
}

/** The change of the tables that was applied last; 0: none. */
async function lastMigration(db: Database): Promise<number> {
  const known = rowsOf<{ name: string | null }>(
    await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations')::text as name`),
  );
  if (typeof known[0]?.name !== 'string') return 0;
  const [row] = rowsOf<{ at: string | null }>(
    await db.execute(sql`select max(created_at)::text as at from drizzle.__drizzle_migrations`),
  );
  return Number(row?.at ?? 0);
}
