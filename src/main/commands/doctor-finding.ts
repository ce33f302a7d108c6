/** One thing that `lectern doctor` looked at. `warn` works, but less well or less safely. */
export interface Finding {
  readonly topic: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly fix?: string;
}
