import { AppError } from '../../kernel/app-error.ts';

/** Says when the next try counts. */
export class TooManyAttempts extends AppError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    const minutes = Math.ceil(retryAfterSeconds / 60);
    const message = `There were too many tries; the next one counts in ${minutes} min.`;
    super('TOO_MANY_ATTEMPTS', { message, retry: 'later' });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
