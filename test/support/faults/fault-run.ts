/** Set LECTERN_TEST_SEED to repeat a run. */
export const SEED = Number(process.env['LECTERN_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** LECTERN_FAULT_MOMENTS (`npm run test:faults` sets 50) makes a long run. */
const LONG = Number(process.env['LECTERN_FAULT_MOMENTS'] ?? 0);

/** At how many random moments a fault is tried: `short` of them in CI, `share` of a long run's otherwise. */
export function momentsOf(short: number, share = 1): number {
  return Math.max(short, Math.round(LONG * share));
}

/** Time for a test of that many moments on a machine with other work. */
export function timeoutOf(moments: number, secondsEach = 40): number {
  return 300_000 + moments * secondsEach * 1000;
}
