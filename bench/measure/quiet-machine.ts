import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 1000;
const LONGEST_MS = 10_000;
/** A browser page and an idle server stay below this. */
const QUIET_SHARE = 0.1;

/** Ticks of all cores since the machine started. */
interface CoreTicks {
  readonly idle: number;
  readonly total: number;
}

/**
 * Waits until the machine has done next to nothing for a second, but no longer than 10 s. Answers the share of its cores
 * that was busy in the last second: 0 to 1; more than 0.1 means that somebody else is at work.
 */
export async function waitUntilQuiet(): Promise<number> {
  const deadline = performance.now() + LONGEST_MS;
  for (;;) {
    const before = parseCoreTicks(readFileSync('/proc/stat', 'utf8'));
    await delay(LOOK_MS);
    const share = busyShare(before, parseCoreTicks(readFileSync('/proc/stat', 'utf8')));
    if (share <= QUIET_SHARE || performance.now() > deadline) return share;
  }
}

/** The first line of /proc/stat. */
export function parseCoreTicks(stat: string): CoreTicks {
  // user nice system idle iowait irq softirq steal; guest time is in user already (proc(5))
  const ticks = /^cpu +([\d ]+)/.exec(stat)?.[1]?.split(' ').slice(0, 8).map(Number) ?? [];
  return { idle: (ticks[3] ?? 0) + (ticks[4] ?? 0), total: ticks.reduce((sum, each) => sum + each, 0) };
}

/** The share of all cores' time between two looks that was not idle. */
export function busyShare(before: CoreTicks, after: CoreTicks): number {
  const total = after.total - before.total;
  return total > 0 ? 1 - (after.idle - before.idle) / total : 0;
}
