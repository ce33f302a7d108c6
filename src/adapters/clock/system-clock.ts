import type { Clock } from '../../ports/clock.ts';

/** This machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  every(ms, callback) {
    const timer = setInterval(callback, ms).unref();
    return () => clearInterval(timer);
  },
};
