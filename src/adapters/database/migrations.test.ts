import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as kit from 'drizzle-kit/api';
import { expect, it } from 'vitest';

import { CASING, MIGRATIONS_FOLDER } from './database.ts';
import * as schema from './schema/index.ts';

it('has a migration for every change of the schema (else: npm run migration)', async () => {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS_FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: { idx: number }[];
  };
  const newest = String(journal.entries.at(-1)?.idx).padStart(4, '0');
  const saved = JSON.parse(readFileSync(join(MIGRATIONS_FOLDER, 'meta', `${newest}_snapshot.json`), 'utf8')) as unknown;
  expect(await statementsBetween(saved, schema)).toEqual([]);
});

it('only adds to the tables: while a fleet is upgraded, servers of the version before work on them too', () => {
  for (const name of readdirSync(MIGRATIONS_FOLDER).filter((file) => file.endsWith('.sql'))) {
    const statements = readFileSync(join(MIGRATIONS_FOLDER, name), 'utf8');
    expect(statements, name).not.toMatch(/\b(drop|rename|truncate|alter column)\b/i);
    // A row of the version before says nothing of a new column.
    expect(statements, name).not.toMatch(/\badd column (?=[^;]*\bnot null\b)(?![^;]*\bdefault\b)/i);
  }
});

/** The tool's own types cannot be resolved under TypeScript 7: what is used of them stands here. */
const { generateDrizzleJson, generateMigration } = kit as unknown as {
  generateDrizzleJson(imports: object, previousId: undefined, filters: undefined, casing: string): unknown;
  generateMigration(from: unknown, to: unknown): Promise<string[]>;
};

async function statementsBetween(saved: unknown, tables: object): Promise<string[]> {
  return await generateMigration(saved, generateDrizzleJson(tables, undefined, undefined, CASING));
}
