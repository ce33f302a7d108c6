import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc shows it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  readonly name: string;
}

/** Every process below another one, whatever namespace it is in. */
export function descendantsOf(pid: number): ProcessInfo[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((info) => info !== undefined);
  const found: ProcessInfo[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const children = all.filter((info) => parents.has(info.parentPid));
    found.push(...children);
    parents = new Set(children.map((info) => info.pid));
  }
  return found;
}

/** Whether it still runs: a zombie that nobody has collected yet does not. */
export function isRunning(info: ProcessInfo): boolean {
  const now = readProcess(info.pid);
  return now?.name === info.name && !now.isZombie;
}

/** kill -9 of a process that may have ended by itself since it was seen; whether it was still there. */
export function killIfThere({ pid }: ProcessInfo): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ESRCH') return false;
    throw cause;
  }
}

function readProcess(pid: number): (ProcessInfo & { readonly isZombie: boolean }) | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // gone meanwhile
  }
  // proc(5): pid (name) state parent; the name may hold spaces and parentheses.
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, parentPid: Number(parent), name, isZombie: state === 'Z' };
}
