import { expect, it } from 'vitest';

import { padded } from './large-upload.ts';
import { MemorySamples } from './memory-log.ts';
import { readWrk } from './run-wrk.ts';

it('pads a file to its exact size with one box that readers pass over', () => {
  const size = 3 * 2 ** 20 + 5;
  const bytes = Buffer.concat([...padded(Buffer.from('file'), size)]);
  expect(bytes.length).toBe(size);
  expect([bytes.readUInt32BE(4), bytes.toString('latin1', 8, 12)]).toEqual([1, 'free']);
  expect(bytes.readBigUInt64BE(12)).toBe(BigInt(size - 4));
});

it('takes the largest figures of the first and last piece', () => {
  expect(new MemorySamples([1, 5, 9, 9, 4, 2]).ends(3)).toEqual([5, 4]);
  expect(new MemorySamples([]).ends(4)).toEqual([0, 0]);
});

it('reads what a load brought, and refuses one of which answers failed', () => {
  const said = (failed: number) =>
    `Running\nJSON {"seconds":5.0,"bytes":10,"answers":4,"failed":${failed},"p99Ms":2.5}\n`;
  expect(readWrk(said(0))).toEqual({ seconds: 5, bytes: 10, answers: 4, p99Ms: 2.5 });
  expect(() => readWrk(said(1))).toThrow('1 of 4 answers failed');
  expect(() => readWrk('unable to connect')).toThrow('unable to connect');
});
