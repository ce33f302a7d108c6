import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Removes the folders `<machine>-<process>` of processes of this machine that have ended. */
export async function removeWorkOfTheDead(workFolder: string, machine: string): Promise<void> {
  const names = await readdir(workFolder).catch(() => []); // none yet
  for (const name of names) {
    const owner = name.startsWith(`${machine}-`) ? Number(name.slice(machine.length + 1)) : Number.NaN;
    if (Number.isInteger(owner) && !isAlive(owner)) {
      await rm(path.join(workFolder, name), { recursive: true, force: true });
    }
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
