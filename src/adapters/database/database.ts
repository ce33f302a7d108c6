import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

import type * as schema from './schema/index.ts';

/** PGlite or PostgreSQL behind Drizzle: stores are written against this only. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

/** Rows of a statement run with `execute`: both drivers answer an object with `rows`. */
export function rowsOf<Row>(result: unknown): Row[] {
  return (result as { rows: Row[] }).rows;
}

/** The migrations folder; in dist/ it lies in the same place. */
export const MIGRATIONS_FOLDER = new URL('./migrations', import.meta.url).pathname;

/** Names are camelCase in code, snake_case in SQL. */
export const CASING = 'snake_case';
