import { AppError } from '../../kernel/app-error.ts';
import type { MediaRunResult } from '../../ports/media-tools.ts';
import { wasKilled } from './was-killed.ts';

/**
 * Throws when a run was ended from outside: CANCELLED, or WORK_INTERRUPTED when somebody killed it (mostly the kernel,
 * for want of memory). What it wrote until then says nothing about the file. `work` is named in the message, such as
 * `Reading the file`.
 */
export function throwIfInterrupted(result: MediaRunResult, work: string): void {
  if (result.endedBy === 'cancel') throw new AppError('CANCELLED', { message: `${work} was cancelled.` });
  if (!wasKilled(result)) return;
  throw new AppError('WORK_INTERRUPTED', {
    message: `${work} was interrupted: the system ended FFmpeg.`,
    retry: 'later',
    detail: `${result.command}\nexit code ${result.exitCode}, signal ${result.killedBy}\n${result.stderrTail}`,
  });
}
