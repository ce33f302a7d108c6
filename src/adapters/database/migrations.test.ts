import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { expect, it } from 'vitest';

import { CASING, MIGRATIONS_FOLDER } from './database.ts';
import * as schema from './schema/index.ts';

it('has a migration for every change of the schema (else: npm run migration)', async () => {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS_FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: { idx: number }[];
  };
  const newest = String(journal.entries.at(-1)?.idx).padStart(4, '0');
  const saved = JSON.parse(
    readFileSync(join(MIGRATIONS_FOLDER, 'meta', `${newest}_snapshot.json`), 'utf8'),
  ) as ReturnType<typeof generateDrizzleJson>;
  const current = generateDrizzleJson(schema, saved.id, undefined, CASING);
  expect(await generateMigration(saved, current)).toEqual([]);
});
