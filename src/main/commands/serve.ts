import { readConfig } from '../../config/read-config.ts';
import { createLogger } from '../../kernel/logger.ts';
import { startServer } from '../serve/start-server.ts';
import { makeDemoCourse } from '../training/demo/make-demo-course.ts';

const LEFTOVERS_MS = 1_000;

/** Runs the server until it is told to stop (SIGTERM, SIGINT). Returns the exit code. */
export async function serve(options: { signal: AbortSignal }): Promise<number> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const server = await startServer(config, logger);
  process.stdout.write(`Lectern is ready: ${server.url}\n`);
  const { firstAdministrator } = server.accounts;
  if (firstAdministrator) {
    const { email, password = 'the one in LECTERN_ADMIN_PASSWORD' } = firstAdministrator;
    // On the console, once, and never in the log.
    process.stdout.write(`Sign in as ${email}, password: ${password}\n`);
  }
  const { signal } = options;
  const demo = config.demo === 'no' ? undefined : makeDemoCourse({ ...server, signal });
  const made = demo?.catch((error: unknown) => {
    if (!signal.aborted) logger.warn({ err: error }, 'the demo course could not be made');
  });
  await untilAborted(signal);
  process.stdout.write('Stopping: what is encoded so far is kept.\n');
  await made;
  await server.stop();
  // What the clients of a store that is away leave behind must not keep the process; unref: nothing waits for this.
  setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  return 0;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
