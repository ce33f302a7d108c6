import { readdirSync, readFileSync } from 'node:fs';

/** What one process and the children it has waited for have used, from /proc/<pid>/stat. */
export interface ProcessCpu {
  readonly parentPid: number;
  readonly cpuSeconds: number;
  /** Its own share of that, without those children. */
  readonly ownSeconds: number;
}

/** USER_HZ: the unit of these figures on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Reads /proc/<pid>/stat. Undefined for text of another shape. */
export function parseProcessStat(text: string): ProcessCpu | undefined {
  // The name, in brackets, may hold spaces and brackets itself.
  const fields = text
    .slice(text.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  const [parentPid, ...ticks] = [fields[1], ...fields.slice(11, 15)].map(Number);
  if (parentPid === undefined || ticks.length !== 4 || ticks.some(Number.isNaN)) return undefined;
  const seconds = (some: readonly number[]): number => some.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
  return { parentPid, cpuSeconds: seconds(ticks), ownSeconds: seconds(ticks.slice(0, 2)) };
}

/**
 * User and system time of a process, of all below it, and of all that ended below it and were waited for. The difference
 * of two looks is exact when the root is a subreaper (count-cpu.pl) and nothing ends in between two reads.
 */
export function cpuSecondsOf(rootPid: number, processes: ReadonlyMap<number, ProcessCpu>): number {
  const children = new Map<number, number[]>();
  for (const [pid, { parentPid }] of processes) children.set(parentPid, [...(children.get(parentPid) ?? []), pid]);
  const seen = new Set<number>();
  const waiting = [rootPid];
  let total = 0;
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    if (seen.has(pid)) continue;
    seen.add(pid);
    total += processes.get(pid)?.cpuSeconds ?? 0;
    waiting.push(...(children.get(pid) ?? []));
  }
  return total;
}

/** All processes of this machine, as far as they can be read. */
export function readProcessCpu(): Map<number, ProcessCpu> {
  const processes = new Map<number, ProcessCpu>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const cpu = parseProcessStat(readFileSync(`/proc/${name}/stat`, 'utf8'));
      if (cpu) processes.set(Number(name), cpu);
    } catch {
      // ended meanwhile
    }
  }
  return processes;
}
