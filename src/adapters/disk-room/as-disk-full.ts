import { AppError } from '../../kernel/app-error.ts';

/** A full disk (or quota) as AppError DISK_FULL; any other error as it is. `what` names what was to be stored. */
export function asDiskFull(cause: unknown, what: string): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return cause;
  return new AppError('DISK_FULL', { message: `There is no room to store ${what}.`, retry: 'later', cause });
}
