import { join } from 'node:path';

import { afterAll } from 'vitest';

import { buildDatabaseTemplate } from '../../src/adapters/database/embedded/database-template.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../src/adapters/database/embedded/open-embedded.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A real database in a folder of its own, for a whole test file: starting one takes about 2 s. */
export async function openTestDatabase(): Promise<EmbeddedDatabase> {
  await buildDatabaseTemplate();
  const folder = temporaryFolder((remove) => afterAll(remove));
  const database = await openEmbeddedDatabase({ folder: join(folder, 'database'), logger: silentLogger() });
  afterAll(() => database.close());
  return database;
}
