import { describe, expect, it } from 'vitest';
import { formatAge, formatBytes, formatDuration, formatFrameRate, formatPercent, formatTimeLeft } from './format.ts';

describe('formats', () => {
  it.each([
    [0, '0:00'],
    [7.9, '0:07'],
    [754, '12:34'],
    [3723, '1:02:03'],
  ])('writes a duration of %s s', (seconds, wanted) => expect(formatDuration(seconds)).toBe(wanted));

  it.each([
    [3, 'a few seconds'],
    [31, 'about 40 s'],
    [61, 'about 2 min'],
    [3600, 'about 1 h'],
    [4750, 'about 1 h 20 min'],
  ])('writes %s s left', (seconds, wanted) => expect(formatTimeLeft(seconds)).toBe(wanted));

  it.each([
    [0, '0 bytes'],
    [1536, '1.5 kB'],
    [640 * 1024 ** 2, '640 MB'],
    [10 * 1024 ** 3, '10 GB'],
  ])('writes %s bytes', (bytes, wanted) => expect(formatBytes(bytes)).toBe(wanted));

  it.each([
    ['2026-01-01T11:59:50Z', 'just now'],
    ['2026-01-01T11:55:00Z', '5 minutes ago'],
    ['2026-01-01T09:00:00Z', '3 hours ago'],
    ['2025-12-31T12:00:00Z', 'yesterday'],
    ['2025-11-03T12:00:00Z', 'Nov 3, 2025'],
  ])('tells the age of %s', (at, wanted) => {
    expect(formatAge(new Date(at), new Date('2026-01-01T12:00:00Z'))).toBe(wanted);
  });

  it.each([
    [0, '0 %'],
    [0.2, '1 %'],
    [99.9, '99 %'],
    [100, '100 %'],
  ])('never rounds %s percent to the end', (percent, wanted) => expect(formatPercent(percent)).toBe(wanted));

  it('keeps two digits of a frame rate', () => {
    expect([25, 29.97002997, 60].map(formatFrameRate)).toEqual(['25', '29.97', '60']);
  });
});
