import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';

import { execa } from 'execa';

import type { MediaRun, MediaRunResult } from '../../ports/media-tools.ts';
import { isUnderWay } from './under-way.ts';

const STDERR_TAIL_BYTES = 64 * 1024;
/** Between asking a process to stop and killing it. */
const KILL_DELAY_MS = 2_000;
/** A tool that is to stand still is under way within a few hundredths of a second. */
const LOOK_AGAIN_MS = 10;

/** What ends each process that still runs when this one does. */
const RUNNING = new Set<() => void>();
process.once('exit', () => RUNNING.forEach((endGroup) => endGroup()));

/** Spawns a command, hands its outputs on with back pressure, and ends it on stall, time-out, cancel or a refused output. */
export async function runProcess(
  run: MediaRun,
  command: readonly string[],
  { isPausable = false }: { readonly isPausable?: boolean } = {},
): Promise<Omit<MediaRunResult, 'command'>> {
  const startedAt = performance.now();
  if (run.signal?.aborted) return { exitCode: undefined, endedBy: 'cancel', stderrTail: '', wallMs: 0 };
  const [program, ...args] = command as [string, ...string[]];
  let endedBy: MediaRunResult['endedBy'] = 'itself';
  const stop = new AbortController();
  let resume = (): void => undefined;
  const end = (reason: MediaRunResult['endedBy']): void => {
    if (endedBy === 'itself') endedBy = reason;
    stop.abort();
    resume(); // to hear of it
  };
  const onCancel = (): void => end('cancel');
  run.signal?.addEventListener('abort', onCancel, { once: true });
  const timeout = run.timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), run.timeoutMs);
  let stall: NodeJS.Timeout | undefined;
  let isPaused = false;
  let standingStill: NodeJS.Timeout | undefined;
  const stillAlive = (): void => {
    clearTimeout(stall);
    if (run.stallTimeoutMs === undefined || isPaused) return;
    stall = setTimeout(() => end('stall'), run.stallTimeoutMs);
  };

  /** From then on its process group may be somebody else's. */
  let hasEnded = false;
  let endGroup = (): void => undefined;
  try {
    stillAlive();
    const child = execa(program, args, {
      cwd: run.workFolder ?? '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }, // no secret of ours reaches a program that reads hostile files
      extendEnv: false,
      stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: run.outputs ?? 0 }, () => 'pipe' as const)],
      buffer: false,
      encoding: 'buffer',
      reject: false,
      cancelSignal: stop.signal,
      forceKillAfterDelay: KILL_DELAY_MS,
      detached: true, // a process group of its own
    });
    endGroup = () => signalGroup(child.pid, 'SIGKILL');
    RUNNING.add(endGroup);
    if (run.isBackground) giveWay(child.pid);
    if (isPausable && run.onStart) {
      resume = () => {
        if (!isPaused || hasEnded) return;
        isPaused = false;
        clearTimeout(standingStill);
        signalGroup(child.pid, 'SIGCONT');
        stillAlive();
      };
      const standStill = (): void => {
        if (hasEnded) return;
        if (child.pid === undefined || isUnderWay(child.pid)) signalGroup(child.pid, 'SIGSTOP');
        else standingStill = setTimeout(standStill, LOOK_AGAIN_MS);
      };
      const pause = (): void => {
        if (isPaused || stop.signal.aborted || hasEnded) return;
        isPaused = true;
        stillAlive();
        standStill();
      };
      run.onStart({ pause, resume: () => resume() });
    }
    child.once('exit', () => {
      endGroup();
      hasEnded = true;
    });
    const streams = [child.stdout, ...child.stdio.slice(3)] as (Readable | null)[];
    const outputs = streams.map(async (stream, output) => {
      if (!stream) return;
      for await (const bytes of stream as AsyncIterable<Uint8Array>) {
        stillAlive();
        await run.onOutput?.(output, bytes);
      }
    });
    const stderr = readTail(child.stderr);
    const consumed = Promise.all(outputs).catch((error: unknown) => {
      stop.abort(); // the reader refused: nothing more is wanted
      throw error;
    });
    const [result, tail] = await Promise.all([child, stderr, consumed]);
    return {
      exitCode: result.exitCode,
      killedBy: result.signal,
      endedBy,
      stderrTail: tail,
      wallMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    RUNNING.delete(endGroup);
    clearTimeout(timeout);
    clearTimeout(stall);
    clearTimeout(standingStill);
    run.signal?.removeEventListener('abort', onCancel);
  }
}

async function readTail(stream: Readable): Promise<string> {
  let tail = Buffer.alloc(0);
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    tail = Buffer.concat([tail, bytes]);
    if (tail.length > STDERR_TAIL_BYTES) tail = tail.subarray(tail.length - STDERR_TAIL_BYTES);
  }
  return tail.toString('utf8');
}

/**
 * Linux may schedule sessions against each other before it looks at the niceness of processes (sched(7), autogroup), and
 * each run is a session of its own.
 */
function giveWay(leader: number | undefined): void {
  if (leader === undefined) return;
  writeFile(`/proc/${leader}/autogroup`, '10').catch(() => {
    // another system, or one without this; then niceness alone counts
  });
}

/**
 * Signals what is left of a process group. A bubblewrap that is ended in its first moments leaves its inner half waiting for
 * ever, with our pipes in hand; as the first process of its namespace that one hears SIGKILL only.
 */
function signalGroup(leader: number | undefined, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // nobody is left
  }
}
