import { readdirSync, readFileSync } from 'node:fs';

/** What one process holds, from /proc/<pid>/status. */
export interface ProcessStatus {
  readonly parentPid: number;
  readonly residentBytes: number;
}

/** Reads /proc/<pid>/status. Undefined for text without a parent; a kernel thread or zombie holds 0 bytes. */
export function parseProcessStatus(text: string): ProcessStatus | undefined {
  const parent = /^PPid:\s*(\d+)$/m.exec(text)?.[1];
  if (parent === undefined) return undefined;
  const resident = /^VmRSS:\s*(\d+) kB$/m.exec(text)?.[1];
  return { parentPid: Number(parent), residentBytes: Number(resident ?? 0) * 1024 };
}

/** Sum of what all descendants of a process hold, itself not counted. Pages they share count once for each. */
export function residentBytesBelow(rootPid: number, processes: ReadonlyMap<number, ProcessStatus>): number {
  const children = new Map<number, number[]>();
  for (const [pid, { parentPid }] of processes) children.set(parentPid, [...(children.get(parentPid) ?? []), pid]);
  let total = 0;
  const waiting = [...(children.get(rootPid) ?? [])];
  const seen = new Set<number>([rootPid]);
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    if (seen.has(pid)) continue; // a pid used again between two reads could close a circle
    seen.add(pid);
    total += processes.get(pid)?.residentBytes ?? 0;
    waiting.push(...(children.get(pid) ?? []));
  }
  return total;
}

/** All processes of this machine, as far as they can be read. */
export function readProcesses(): Map<number, ProcessStatus> {
  const processes = new Map<number, ProcessStatus>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = parseProcessStatus(readFileSync(`/proc/${name}/status`, 'utf8'));
      if (status) processes.set(Number(name), status);
    } catch {
      // ended meanwhile
    }
  }
  return processes;
}
