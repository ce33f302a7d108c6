import type { ErrorCode } from './error-codes.ts';

/** When trying the same thing again can help. */
export type Retry = 'now' | 'later' | 'never';

/**
 * An error with a stable code for programs and a plain sentence for people.
 *
 * The message says where, what was wanted and what was found, and what to do where the reader can act.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retry: Retry;
  /** For the operator only: command, exit code, last lines. Never shown to students. */
  readonly detail: string | undefined;

  constructor(code: ErrorCode, options: { message: string; retry?: Retry; detail?: string; cause?: unknown }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? 'never';
    this.detail = options.detail;
  }
}
