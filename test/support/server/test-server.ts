import { join } from 'node:path';

import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll } from 'vitest';

import { buildDatabaseTemplate } from '../../../src/adapters/database/embedded/database-template.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import {
  type AssembledServer,
  assembleServer,
  type RunningServer,
  startServer,
} from '../../../src/main/serve/start-server.ts';
import type { WorkContext } from '../../../src/pipeline/work/work-context.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { ADMIN_SETTINGS, AS_ADMIN } from './admin.ts';

/** A server of this test file alone, with the data in a temporary folder. */
interface TestServerOptions {
  /** Environment variables. */
  readonly settings?: Record<string, string>;
  /** Injected faults. */
  readonly replace?: Partial<WorkContext>;
}

/**
 * The routes over real tables and files, without a worker and without a port: ask it with `app.inject`, which asks as an
 * administrator's program unless the headers say who asks (`authorization: ''` is nobody).
 */
export async function assembleTestServer(
  options: TestServerOptions = {},
): Promise<AssembledServer & { dataFolder: string }> {
  const { config, dataFolder } = await testConfig(options);
  const server = await assembleServer(config, silentLogger(), options.replace);
  askAsAdmin(server.app);
  afterAll(async () => {
    await server.app.close();
    await server.work.close();
  });
  return { ...server, dataFolder };
}

/** The whole server on a free port. */
export async function startTestServer(
  options: TestServerOptions = {},
): Promise<RunningServer & { dataFolder: string }> {
  const { config, dataFolder } = await testConfig(options);
  const server = await startServer(config, silentLogger(), options.replace);
  afterAll(() => server.stop());
  return { ...server, dataFolder };
}

async function testConfig({ settings = {} }: TestServerOptions) {
  await buildDatabaseTemplate();
  const dataFolder = join(
    temporaryFolder((remove) => afterAll(remove)),
    'data',
  );
  const config = readConfig({
    LECTERN_DATA: dataFolder,
    PORT: '0',
    LECTERN_DISK_RESERVE_BYTES: '1000000',
    ...ADMIN_SETTINGS,
    ...settings,
  });
  return { config, dataFolder };
}

function askAsAdmin(app: AssembledServer['app']): void {
  const inject = app.inject.bind(app) as (options: InjectOptions) => Promise<LightMyRequestResponse>;
  const asAdmin = async (options: InjectOptions): Promise<LightMyRequestResponse> =>
    await inject({ ...options, headers: { ...AS_ADMIN, ...options.headers } });
  Object.assign(app, { inject: asAdmin });
}
