import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { walkBoxes } from './box.ts';
import { readSidx, type SegmentIndex } from './sidx.ts';

function sidx(version: number, words: number[]): Uint8Array {
  const bytes = new Uint8Array(12 + words.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  bytes.set([0x73, 0x69, 0x64, 0x78, version], 4);
  words.forEach((word, index) => view.setUint32(12 + index * 4, word));
  return bytes;
}

function read(bytes: Uint8Array): SegmentIndex {
  return readSidx(bytes, walkBoxes(bytes)[0]!);
}

const REFERENCES = [0x00001234, 180_180, 0x90000000, 0x80000044, 360_360, 0];

describe('readSidx', () => {
  it('reads version 0', () => {
    expect(read(sidx(0, [1, 30_000, 900, 50, 2, ...REFERENCES]))).toEqual({
      referenceId: 1,
      timescale: 30_000,
      earliestPresentationTimeTicks: 900,
      firstOffsetBytes: 50,
      references: [
        { kind: 'media', sizeBytes: 0x1234, durationTicks: 180_180, startsWithSap: true, sapType: 1 },
        { kind: 'index', sizeBytes: 0x44, durationTicks: 360_360, startsWithSap: false, sapType: 0 },
      ],
    });
  });

  it('reads the 64-bit times of version 1', () => {
    const index = read(sidx(1, [7, 90_000, 1, 2, 0, 3, 0]));
    expect(index.earliestPresentationTimeTicks).toBe(2 ** 32 + 2);
    expect(index.firstOffsetBytes).toBe(3);
    expect(index.references).toEqual([]);
  });

  it.each<[string, Uint8Array]>([
    ['more references than bytes', sidx(0, [1, 1000, 0, 0, 3, ...REFERENCES])],
    ['a timescale of 0', sidx(0, [1, 0, 0, 0, 0])],
    ['times beyond 2^53', sidx(1, [1, 1000, 0xffffffff, 0, 0, 0, 0])],
    ['a box cut short', sidx(0, [1, 1000])],
  ])('refuses %s', (_what, bytes) => {
    expect(() => read(bytes)).toThrow(MediaError);
  });
});
