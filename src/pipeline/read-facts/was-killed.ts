import type { MediaRunResult } from '../../ports/media-tools.ts';

/** What bubblewrap answers for a program that was killed, as a shell does: 128 and the number of SIGKILL. */
const EXIT_CODE_KILLED = 137;

/** Whether somebody else killed a run, mostly the kernel for want of memory: it says nothing about the file. */
export function wasKilled(result: MediaRunResult): boolean {
  return result.endedBy === 'itself' && (result.killedBy === 'SIGKILL' || result.exitCode === EXIT_CODE_KILLED);
}
