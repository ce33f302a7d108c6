import { randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';

import { AppError } from '../../../kernel/app-error.ts';

/** A lock that is held. */
export interface FolderLock {
  /** Gives it back. */
  release(): void;
}

interface Holder {
  readonly token: string;
  readonly pid: number;
  /** When the process began, in ticks after boot: a pid is used again, the pair is not. */
  readonly startTicks: string;
  /** Boot and pid namespace: pids can be compared only inside one. */
  readonly place: string;
}

const HEARTBEAT_MS = 3_000;
/** A holder in another container or on another machine that has been silent this long is dead. */
const SILENT_MS = 15_000;

/**
 * Takes a lock file for this process: PGlite takes none on its folder, and two writers would destroy it.
 *
 * A lock left by a dead process (kill -9, power cut) is taken over at once where pids can be compared, after 15 s of
 * silence where they cannot (a container that was started again). Throws AppError DATA_IN_USE when the holder lives.
 */
export function takeFolderLock(lockFile: string, nowMs: () => number = Date.now): FolderLock {
  const own: Holder = {
    token: randomUUID(),
    pid: process.pid,
    startTicks: startTicksOf(process.pid) ?? '',
    place: ownPlace(),
  };
  const draft = `${lockFile}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own), { flag: 'wx' });
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (linkIfFree(draft, lockFile)) return hold(lockFile, own);
      removeIfDead(lockFile, own, nowMs());
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw inUse(lockFile, 'another process took it just now');
}

/** `link` fails when the name exists, and the content is complete at once: no reader sees half a lock. */
function linkIfFree(draft: string, lockFile: string): boolean {
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfDead(lockFile: string, own: Holder, now: number): void {
  const found = readHolder(lockFile);
  if (found && isAlive(found, own, lockFile, now)) throw inUse(lockFile, `process ${found.pid} holds it`);
  const aside = `${lockFile}.${own.token}.stale`;
  try {
    renameSync(lockFile, aside);
  } catch {
    return; // somebody else removed it meanwhile
  }
  const moved = readHolder(aside);
  // Between reading and renaming another process may have taken the lock: give it back its own.
  if (moved && moved.token !== found?.token) linkIfFree(aside, lockFile);
  rmSync(aside, { force: true });
}

function isAlive(found: Holder, own: Holder, lockFile: string, now: number): boolean {
  if (found.place !== own.place) return now - statSync(lockFile, { throwIfNoEntry: false })!.mtimeMs < SILENT_MS;
  return startTicksOf(found.pid) === found.startTicks;
}

function hold(lockFile: string, own: Holder): FolderLock {
  const heartbeat = setInterval(() => {
    if (existsSync(lockFile)) utimesSync(lockFile, new Date(), new Date());
  }, HEARTBEAT_MS).unref();
  return {
    release() {
      clearInterval(heartbeat);
      if (readHolder(lockFile)?.token === own.token) rmSync(lockFile, { force: true });
    },
  };
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)); elsewhere only whether the process exists. Undefined: there is none. */
function startTicksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return existsSync('/proc/self/stat') || !isRunning(pid) ? undefined : '';
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ownPlace(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function inUse(lockFile: string, why: string): AppError {
  return new AppError('DATA_IN_USE', { message: `${lockFile}: another Lectern uses this data folder (${why}).` });
}
