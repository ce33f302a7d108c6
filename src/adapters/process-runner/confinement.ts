import { availableParallelism } from 'node:os';

import { execaSync } from 'execa';

import type { MediaRun } from '../../ports/media-tools.ts';
import { forwarding } from './forwarder.ts';

/** How FFmpeg is kept away from the rest of the system: bubblewrap's arguments for its namespaces, or limits only. */
export type Confinement = { readonly kind: 'bubblewrap'; readonly namespaces: readonly string[] } | typeof LIMITS_ONLY;

/** Nothing but limits. */
export const LIMITS_ONLY = { kind: 'limits-only' } as const;

/**
 * As process 1 FFmpeg is waited for by bubblewrap itself, so its CPU time is accounted to us. No session of its own:
 * run-process makes one without a terminal, and its process group can be paused as a whole.
 */
const NAMESPACES = ['--unshare-all', '--as-pid-1', '--die-with-parent', '--cap-drop', 'ALL'];
/** Nor can it make a user namespace of its own, in which it would have capabilities and reach more of the kernel. */
const NO_NESTED_USERS = ['--unshare-user', '--disable-userns', ...NAMESPACES];

/** Finds out once whether bubblewrap works here (it needs user namespaces, or root), and how much it can (0.8 or newer: all). */
export function detectConfinement(): Confinement {
  for (const namespaces of [NO_NESTED_USERS, NAMESPACES]) {
    const probe = execaSync('bwrap', [...namespaces, ...systemFolders(), 'true'], { reject: false, timeout: 10_000 });
    if (probe.exitCode === 0) return { kind: 'bubblewrap', namespaces };
  }
  return LIMITS_ONLY;
}

/** Open files that one FFmpeg may need, with room to spare. */
const MAX_OPEN_FILES = 256;

/**
 * The whole command for a run: its turn on the processor, limits, then (where it works) bubblewrap without network, with its own process
 * namespace and with nothing to read but the system's libraries, the source and the private folder.
 */
export function confinedCommand(run: MediaRun, program: string, confinement: Confinement): string[] {
  // Ten times less than what somebody waits for, yet never starved by a busy machine as SCHED_IDLE would be.
  const polite = run.isBackground ? ['nice', '-n', '10'] : [];
  const limits = [
    'prlimit',
    '--core=0',
    `--nofile=${MAX_OPEN_FILES}`,
    // More than all cores can give in its time: ends what runs on when nobody watches it any more.
    ...(run.timeoutMs ? [`--cpu=${Math.ceil((run.timeoutMs / 1000) * availableParallelism())}`] : []),
    ...(run.maxMemoryBytes ? [`--as=${run.maxMemoryBytes}`] : []),
    ...(run.maxFileBytes ? [`--fsize=${run.maxFileBytes}`] : []),
  ];
  if (confinement.kind === 'limits-only') return [...polite, ...limits, program, ...run.args];
  const folders = [
    ...run.readablePaths.flatMap((path) => ['--ro-bind', path, path]),
    ...(run.workFolder ? ['--bind', run.workFolder, run.workFolder, '--chdir', run.workFolder] : []),
    ...(program.startsWith('/usr/') ? [] : ['--ro-bind', program, program]),
  ];
  const { reaches } = run;
  const isForwarded = reaches !== undefined && reaches !== 'loopback';
  const network = isForwarded ? ['--ro-bind', reaches, reaches] : reaches === 'loopback' ? ['--share-net'] : [];
  const command = isForwarded ? forwarding(reaches, [program, ...run.args]) : [program, ...run.args];
  return [
    ...polite,
    ...limits,
    'bwrap',
    ...confinement.namespaces,
    ...systemFolders(),
    ...folders,
    ...network,
    ...command,
  ];
}

/** What a dynamically linked program needs; paths that a distribution lacks are passed over. */
function systemFolders(): string[] {
  return [
    ...['--ro-bind', '/usr', '/usr'],
    ...['/lib', '/lib64', '/bin'].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['/etc/ld.so.cache', '/etc/alternatives'].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'],
  ];
}
