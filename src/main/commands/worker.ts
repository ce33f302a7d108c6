import { readConfig } from '../../config/read-config.ts';
import { createLogger } from '../../kernel/logger.ts';
import { startWorker } from '../worker/start-worker.ts';

const LEFTOVERS_MS = 1_000;

/**
 * Takes jobs until it is told to stop (SIGTERM, SIGINT), or until the servers are of another version. Returns the exit
 * code.
 */
export async function worker(options: { signal: AbortSignal }): Promise<number> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const running = await startWorker(config, logger);
  process.stdout.write(`Lectern worker is ready: ${running.encodersAtOnce} encoders\n`);
  try {
    await Promise.race([untilAborted(options.signal), running.outdated]);
    process.stdout.write('Stopping: what was begun is given back, finished segments are kept.\n');
  } finally {
    await running.stop();
    // What the clients of a store that is away leave behind must not keep the process; unref: nothing waits for this.
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  }
  return 0;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
