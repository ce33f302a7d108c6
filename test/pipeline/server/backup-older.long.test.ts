import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sql } from 'drizzle-orm';
import { afterAll, expect, it } from 'vitest';

import { MIGRATIONS_FOLDER, rowsOf } from '../../../src/adapters/database/database.ts';
import { buildDatabaseTemplate } from '../../../src/adapters/database/embedded/database-template.ts';
import { openEmbeddedDatabase } from '../../../src/adapters/database/embedded/open-embedded.ts';
import { migrationsUntil } from '../../../src/adapters/database/transfer/migrations-until.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { startCli } from '../../support/run-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('brings the rows of an older version up to date', async () => {
  await buildDatabaseTemplate();
  const root = temporaryFolder((remove) => afterAll(remove));
  const journal = JSON.parse(readFileSync(join(MIGRATIONS_FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: { when: number }[];
  };
  const older = migrationsUntil(journal.entries[1]?.when ?? 0);
  const options = { folder: join(root, 'old/database'), logger: silentLogger() };
  const old = await openEmbeddedDatabase({ ...options, migrations: older.folder });
  older.remove();
  await old.db.execute(
    sql`insert into videos (id, title, file_name, state) values ('v', 'Old: “quotes” and \\', 'a.mp4', 'failed')`,
  );
  await old.close();

  const file = join(root, 'old.tar');
  const lectern = async (data: string, ...args: string[]) =>
    await startCli(args, { env: { LECTERN_DATA: join(root, data) } }).result;
  expect(await lectern('old', 'backup', file)).toMatchObject({ code: 0, stderr: '' });
  expect(await lectern('new', 'restore', file)).toMatchObject({ code: 0, stderr: '' });
  const restored = await openEmbeddedDatabase({ folder: join(root, 'new/database'), logger: silentLogger() });
  const rows = rowsOf(await restored.db.execute(sql`select id, title, visibility from videos`));
  await restored.close();
  expect(rows).toEqual([{ id: 'v', title: 'Old: “quotes” and \\', visibility: 'private' }]);
});
