import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Engine } from './engine.ts';
import { freePort, startEngineProcess } from './engine-process.ts';

/** A Redis server of its own on a free port; it keeps nothing. */
export async function startRedis(folder: string): Promise<Engine> {
  const data = join(folder, 'redis');
  mkdirSync(data);
  const port = await freePort();
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const { stop } = await startEngineProcess(
    ['redis-server', '--port', String(port), '--dir', data, ...settings],
    (output) => output.includes('Ready to accept connections'),
  );
  return { url: `redis://127.0.0.1:${port}`, stop };
}
