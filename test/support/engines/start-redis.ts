import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { CrashableEngine } from './engine.ts';
import { freePort, startAgain, startEngineProcess } from './engine-process.ts';

/** A Redis server of its own on a free port; what it holds it keeps only when it `isDurable`. */
export async function startRedis(
  folder: string,
  { isDurable = false }: { readonly isDurable?: boolean } = {},
): Promise<CrashableEngine> {
  const data = join(folder, 'redis');
  mkdirSync(data);
  const port = await freePort();
  const kept = isDurable ? 'yes' : 'no';
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', kept, '--maxmemory-policy', 'noeviction'];
  const start = () =>
    startEngineProcess(['redis-server', '--port', String(port), '--dir', data, ...settings], (output) =>
      output.includes('Ready to accept connections'),
    );
  let running = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => running.stop(),
    async crash() {
      await running.stop();
      running = await startAgain(start);
    },
  };
}
