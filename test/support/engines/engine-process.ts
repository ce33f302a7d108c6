import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A running program that ends with this process, even when that is killed. */
export interface EngineProcess {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/**
 * Starts a server program in the foreground; `user` is who runs it when we are root.
 *
 * Waits until `isUp` answers true. Throws with the last of its output when it ends before.
 */
export async function startEngineProcess(
  command: readonly string[],
  isUp: (output: string) => Promise<boolean> | boolean,
  options: { user?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<EngineProcess> {
  const asUser = options.user === undefined ? [] : asOtherUser(options.user);
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...asUser, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let output = '';
  const read = (bytes: Buffer): void => void (output = (output + bytes.toString()).slice(-4000));
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = once(child, 'exit');
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${command[0]} ended: ${output}`);
    if (await isUp(output)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    process: child,
    async stop() {
      child.kill('SIGKILL'); // its data goes too: nobody needs a shutdown in good order
      await ended;
    },
  };
}

/** Starts a program on what one that was killed has left; it may refuse while the system still clears that away. */
export async function startAgain(start: () => Promise<EngineProcess>): Promise<EngineProcess> {
  for (let left = 100; ; left--) {
    try {
      return await start();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Arguments of setpriv; nothing where we are not root, and so the only user we can be. */
export function asOtherUser(user: string): string[] {
  if (process.getuid?.() !== 0) return [];
  return [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
}

/** A TCP port of this machine that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
