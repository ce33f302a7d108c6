import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Removes the folders `<machine>-<process>` of processes of this machine that have ended; `ending` is what may follow.
 * Those of other users stay.
 */
export async function removeWorkOfTheDead(parent: string, machine: string, ending = ''): Promise<void> {
  const names = await readdir(parent).catch(() => []); // none yet
  const owned = new RegExp(`^(\\d+)${ending}$`);
  for (const name of names) {
    const owner = name.startsWith(`${machine}-`) ? owned.exec(name.slice(machine.length + 1))?.[1] : undefined;
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(path.join(parent, name), { recursive: true, force: true }).catch(() => undefined); // not ours
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
