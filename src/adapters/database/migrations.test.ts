import { readFileSync } from 'node:fs';
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

/** The tool's own types cannot be resolved under TypeScript 7: what is used of them stands here. */
const { generateDrizzleJson, generateMigration } = kit as unknown as {
  generateDrizzleJson(imports: object, previousId: undefined, filters: undefined, casing: string): unknown;
  generateMigration(from: unknown, to: unknown): Promise<string[]>;
};

async function statementsBetween(saved: unknown, tables: object): Promise<string[]> {
  return await generateMigration(saved, generateDrizzleJson(tables, undefined, undefined, CASING));
}
