import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';

import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { silentLogger } from '../../../kernel/logger.ts';
import { rowsOf } from '../database.ts';
import { buildDatabaseTemplate } from './database-template.ts';
import { openEmbeddedDatabase } from './open-embedded.ts';

const logger = silentLogger();

beforeAll(async () => {
  await buildDatabaseTemplate();
});

describe('the embedded database', () => {
  it('really syncs each commit to the disk, is alone in its folder, and keeps what it was told', async () => {
    const folder = join(temporaryFolder(), 'database');
    let syncs = 0;
    const options = { folder, logger, onSync: () => syncs++ };
    const first = await openEmbeddedDatabase(options);
    const before = syncs;
    for (let i = 0; i < 5; i++) await first.db.execute(sql`insert into deletions (video_id) values (${`video ${i}`})`);
    expect(syncs - before).toBeGreaterThanOrEqual(5);
    await expect(openEmbeddedDatabase(options)).rejects.toMatchObject({ code: 'DATA_IN_USE' });
    await first.close();

    const second = await openEmbeddedDatabase(options);
    expect(rowsOf(await second.db.execute(sql`select * from deletions`))).toHaveLength(5);
    expect(existsSync(`${folder}-backups`)).toBe(false);
    const settings = await second.db.execute(
      sql`select current_setting('fsync') f, current_setting('wal_sync_method') m`,
    );
    expect(rowsOf(settings)).toEqual([{ f: 'on', m: 'fsync' }]);
    await second.close();
  });

  it('copies the database before it changes the tables of an older version', async () => {
    const folder = join(temporaryFolder(), 'database');
    const first = await openEmbeddedDatabase({ folder, logger });
    // As if this program knew a newer migration than the one that was applied.
    await first.db.execute(sql`update drizzle.__drizzle_migrations set created_at = 1`);
    await first.db.execute(sql`drop schema public cascade`);
    await first.db.execute(sql`create schema public`);
    await first.close();

    const second = await openEmbeddedDatabase({ folder, logger });
    expect(rowsOf(await second.db.execute(sql`select * from videos`))).toEqual([]);
    expect(readdirSync(`${folder}-backups`).filter((name) => name.endsWith('.tgz'))).toHaveLength(1);
    await second.close();
  });

  it('moves a database whose making was cut short aside and begins anew', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'database');
    mkdirSync(folder);
    writeFileSync(join(folder, 'PG_VERSION'), '18\n');
    const database = await openEmbeddedDatabase({ folder, logger });
    expect(rowsOf(await database.db.execute(sql`select * from videos`))).toEqual([]);
    await database.close();
    expect(readdirSync(parent).filter((name) => name.startsWith('database.incomplete-'))).toHaveLength(1);
  });
});
