import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { examineBackup } from '../../../src/main/backup/examine-backup.ts';
import { startCli } from '../../support/run-cli.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newPostgresUrl } from '../../support/test-databases.ts';

it('moves an embedded installation to PostgreSQL, and backs that up with the same rows', async () => {
  const root = temporaryFolder((remove) => afterAll(remove));
  const { url, dataFolder } = await startTestServer();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ title: 'Chemistry: “acids” & \\ bases' });
  expect((await adminFetch(`${url}/api/v1/courses`, { method: 'POST', headers, body })).status).toBe(201);
  const lectern = async (env: Record<string, string>, ...args: string[]) => await startCli(args, { env }).result;
  const first = join(root, 'embedded.tar');
  expect(await lectern({ LECTERN_DATA: dataFolder }, 'backup', first)).toMatchObject({ code: 0, stderr: '' });

  const env = { LECTERN_DATA: join(root, 'data'), DATABASE_URL: await newPostgresUrl() };
  expect(await lectern(env, 'restore', first)).toMatchObject({ code: 0, stderr: '' });
  const second = join(root, 'postgres.tar');
  expect(await lectern(env, 'backup', second)).toMatchObject({ code: 0, stderr: '' });
  const { rows } = await examineBackup(second);
  // What a running server tells of itself is not the same twice, but there is one row of it.
  expect(rows).toBe((await examineBackup(first)).rows);

  const again = await lectern({ ...env, LECTERN_DATA: join(root, 'other') }, 'restore', second);
  expect(again.stderr).toMatch(/^DATA_NOT_EMPTY: The database/);
  expect(await lectern(env, 'restore', second, '--replace')).toMatchObject({ code: 0, stderr: '' });
});
