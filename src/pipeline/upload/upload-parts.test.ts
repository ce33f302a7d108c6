import { expect, it } from 'vitest';

import { partBytesOf, partsOf } from './upload-parts.ts';

const MIB = 1024 ** 2;

it('cuts files into parts that S3 takes, and loses no byte', () => {
  for (const sizeBytes of [1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 50 * MIB, 10 * 1024 ** 3, 5 * 1024 ** 4]) {
    const parts = partsOf(sizeBytes);
    expect(parts.reduce((sum, part) => sum + part.sizeBytes, 0)).toBe(sizeBytes);
    expect(parts.length).toBeLessThanOrEqual(10_000);
    expect(parts.map(({ partNumber }) => partNumber).every((number, index) => number === index + 1)).toBe(true);
    expect(parts.slice(0, -1).every((part) => part.sizeBytes === partBytesOf(sizeBytes))).toBe(true);
    expect(parts.at(-1)?.sizeBytes).toBeGreaterThan(0);
  }
  expect(partBytesOf(1)).toBeGreaterThanOrEqual(5 * MIB);
});
