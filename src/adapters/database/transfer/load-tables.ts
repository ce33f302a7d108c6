import { sql } from 'drizzle-orm';

import { AppError } from '../../../kernel/app-error.ts';
import { type Database, rowsOf } from '../database.ts';
import { listTables } from './dump-tables.ts';

/** Rows of one table as `dumpTables` gave them. */
export interface RowBatch {
  readonly table: string;
  readonly rows: readonly string[];
}

/**
 * Replaces all rows of all tables, in one transaction: either everything is as in the batches, or nothing has changed.
 *
 * The tables must be at the same migration as those that were dumped. References between tables are checked at the end, so
 * rows may come in any order. `afterwards` runs in the same transaction. Answers how many rows each table got.
 */
export async function loadTables(
  db: Database,
  batches: AsyncIterable<RowBatch>,
  afterwards: (tx: Database) => Promise<void>,
): Promise<ReadonlyMap<string, number>> {
  return await db.transaction(async (tx) => {
    const tables = await listTables(tx);
    const references = await takeReferences(tx);
    for (const table of tables) await tx.execute(sql`delete from ${sql.identifier(table)}`);
    const counts = new Map<string, number>();
    const columns = new Map<string, string>();
    for await (const { table, rows } of batches) {
      if (!tables.includes(table)) {
        throw new AppError('BACKUP_FOREIGN', {
          message: `The backup holds a table ${table} that Lectern does not have.`,
        });
      }
      if (rows.length === 0) continue;
      const names = columns.get(table) ?? (await columnsOf(tx, table));
      columns.set(table, names);
      await tx.execute(sql`
        insert into ${sql.identifier(table)} (${sql.raw(names)}) overriding system value
        select ${sql.raw(names)} from jsonb_populate_recordset(null::${sql.identifier(table)}, ${`[${rows.join(',')}]`}::jsonb)`);
      counts.set(table, (counts.get(table) ?? 0) + rows.length);
    }
    for (const { table, name, definition } of references) {
      await tx.execute(sql.raw(`alter table ${quoted(table)} add constraint ${quoted(name)} ${definition}`));
    }
    await advanceSequences(tx);
    await afterwards(tx);
    return counts;
  });
}

interface Reference {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Removes the foreign keys, in this transaction only, and answers how to make them again. */
async function takeReferences(tx: Database): Promise<Reference[]> {
  const result = await tx.execute(sql`
    select t.relname as table, c.conname as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where c.contype = 'f' and t.relnamespace = 'public'::regnamespace`);
  const references = rowsOf<Reference>(result);
  for (const { table, name } of references) {
    await tx.execute(sql`alter table ${sql.identifier(table)} drop constraint ${sql.identifier(name)}`);
  }
  return references;
}

/** Columns that hold what was written to them; others are computed from these. */
async function columnsOf(tx: Database, table: string): Promise<string> {
  const result = await tx.execute(sql`
    select attname as name from pg_attribute
    where attrelid = ${`public.${quoted(table)}`}::regclass and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`);
  return rowsOf<{ name: string }>(result)
    .map(({ name }) => quoted(name))
    .join(', ');
}

/** Numbers that are counted up go on behind the largest that was loaded. */
async function advanceSequences(tx: Database): Promise<void> {
  const result = await tx.execute(sql`
    select s.relname as sequence, t.relname as table, a.attname as column
    from pg_depend d
    join pg_class s on s.oid = d.objid and s.relkind = 'S'
    join pg_class t on t.oid = d.refobjid and t.relnamespace = 'public'::regnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where d.deptype in ('a', 'i')`);
  for (const { sequence, table, column } of rowsOf<{ sequence: string; table: string; column: string }>(result)) {
    await tx.execute(
      sql.raw(
        `select setval('public.${quoted(sequence)}', coalesce(max(${quoted(column)}), 0) + 1, false) from ${quoted(table)}`,
      ),
    );
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
