import { pgTable, text } from 'drizzle-orm/pg-core';

/** What the servers of one installation share and nobody else may know; made once. */
export const secrets = pgTable('secrets', {
  name: text().primaryKey(),
  value: text().notNull(),
});
