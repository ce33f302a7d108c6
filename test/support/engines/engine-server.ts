import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import type { Engine, EngineName } from './engine.ts';
import { startPostgres } from './start-postgres.ts';
import { startRedis } from './start-redis.ts';
import { startS3 } from './start-s3.ts';

const STARTERS: Readonly<Record<EngineName, (folder: string) => Promise<Engine>>> = {
  postgres: startPostgres,
  redis: startRedis,
  s3: startS3,
};

/**
 * Vitest's global set-up: answers test files that ask for an engine with its URL.
 *
 * Each is started when it is asked for first, once for the whole run, and ended with it.
 */
export default async function engineServer(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-engines-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user
  const engines = new Map<EngineName, Promise<Engine>>();
  const engineNamed = (name: EngineName): Promise<Engine> => {
    const engine = engines.get(name) ?? STARTERS[name](folder);
    engines.set(name, engine);
    return engine;
  };
  const server = createServer((request, response) => {
    engineNamed((request.url ?? '').slice(1) as EngineName).then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('engineServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    await Promise.allSettled([...engines.values()].map(async (engine) => await (await engine).stop()));
    rmSync(folder, { recursive: true, force: true });
  };
}
