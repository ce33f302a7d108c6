import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

describe('retryAfterMs', () => {
  it.each([
    ['2', 2000],
    [' 1 ', 1000],
    ['0', 250],
    ['-5', 250],
    ['86400', 30_000],
    ['Thu, 01 Jan 1970 00:00:05 GMT', 5000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 250],
  ])('reads %s', (header, wanted) => {
    expect(retryAfterMs(header, 0)).toBe(wanted);
  });

  it.each([null, '', 'soon'])('knows nothing from %s', (header) => {
    expect(retryAfterMs(header, 0)).toBeUndefined();
  });
});
