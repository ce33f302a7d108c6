import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { execa } from 'execa';
import pg from 'pg';

import type { CrashableEngine } from './engine.ts';
import { asOtherUser, freePort, startAgain, startEngineProcess } from './engine-process.ts';

/** A PostgreSQL server of its own on a free port, with its data under `folder`; it refuses to run as root. */
export async function startPostgres(folder: string): Promise<CrashableEngine> {
  const user = 'postgres';
  const data = join(folder, 'postgres');
  mkdirSync(data);
  if (process.getuid?.() === 0) await execa('chown', [user, data]);
  const bin = binaries();
  const initdb = [join(bin, 'initdb'), '-D', join(data, 'data'), '-A', 'trust', '-U', user, '-E', 'UTF8', '--no-sync'];
  await execa('setpriv', ['--pdeathsig', 'KILL', ...asOtherUser(user), ...initdb, '--locale=C.UTF-8'], { cwd: data });
  const port = await freePort();
  const url = `postgres://${user}@127.0.0.1:${port}/postgres`;
  const settings = [`unix_socket_directories=${data}`, 'listen_addresses=127.0.0.1', `port=${port}`, 'fsync=off'];
  const command = [join(bin, 'postgres'), '-D', join(data, 'data'), ...settings.flatMap((each) => ['-c', each])];
  const start = () => startEngineProcess(command, () => answers(url), { user });
  let running = await start();
  return {
    url,
    stop: () => running.stop(),
    async crash() {
      await running.stop();
      // Refused while processes of the one that was killed still hold its memory.
      running = await startAgain(start);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  return await client.connect().then(
    async () => await client.end().then(() => true),
    () => false,
  );
}

/** Debian keeps the server's programs out of PATH, one folder for each version: the newest. */
function binaries(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root)
    ? readdirSync(root).filter((name) => existsSync(join(root, name, 'bin/initdb')))
    : [];
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  return newest === undefined ? '' : join(root, newest, 'bin');
}
