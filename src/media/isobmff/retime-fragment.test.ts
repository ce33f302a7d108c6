import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { writeAudioFragment } from './audio-fragment.ts';
import { findBox } from './box.ts';
import { readFragment } from './fragment.ts';
import { retimeFragment } from './retime-fragment.ts';

const FRAGMENT = writeAudioFragment({
  trackId: 1,
  sequenceNumber: 1,
  baseDecodeTimeTicks: 0,
  frames: [{ bytes: new Uint8Array([1, 2, 3]), durationTicks: 1024 }],
});

/** The same fragment with a version 0 tfdt; its last four bytes are then no part of the time. */
function withShortTime(): Uint8Array {
  const copy = new Uint8Array(FRAGMENT);
  const tfdt = findBox(copy, ['moof', 'traf', 'tfdt'])!;
  copy[tfdt.offset + 8] = 0;
  return copy;
}

describe('retimeFragment', () => {
  it('sets sequence number and decode time and changes nothing else', () => {
    const to = fc.record({ sequenceNumber: fc.nat(2 ** 32 - 1), baseDecodeTimeTicks: fc.maxSafeNat() });
    fc.assert(
      fc.property(to, (wanted) => {
        const retimed = retimeFragment(FRAGMENT, wanted);
        expect(readFragment(retimed)).toEqual({ ...readFragment(FRAGMENT), ...wanted });
        expect(retimeFragment(retimed, { sequenceNumber: 1, baseDecodeTimeTicks: 0 })).toEqual(FRAGMENT);
      }),
    );
  });

  it('leaves the bytes it was given alone, also when they are a Node Buffer', () => {
    const buffer = Buffer.from(FRAGMENT);
    retimeFragment(buffer, { sequenceNumber: 9, baseDecodeTimeTicks: 9 });
    expect(new Uint8Array(buffer)).toEqual(FRAGMENT);
  });

  it('writes a version 0 time while it fits', () => {
    const highest = 2 ** 32 - 1;
    const retimed = retimeFragment(withShortTime(), { sequenceNumber: 2, baseDecodeTimeTicks: highest });
    expect(readFragment(retimed).baseDecodeTimeTicks).toBe(highest);
    expect(() => retimeFragment(withShortTime(), { sequenceNumber: 2, baseDecodeTimeTicks: highest + 1 })).toThrow(
      /32 bits/,
    );
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses the sequence number %s', (sequenceNumber) => {
    expect(() => retimeFragment(FRAGMENT, { sequenceNumber, baseDecodeTimeTicks: 0 })).toThrow(MediaError);
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN])('refuses the decode time %s', (baseDecodeTimeTicks) => {
    expect(() => retimeFragment(FRAGMENT, { sequenceNumber: 1, baseDecodeTimeTicks })).toThrow(MediaError);
  });

  it.each(['moof', 'mfhd', 'traf', 'tfdt'])('refuses a fragment without %s', (type) => {
    const copy = new Uint8Array(FRAGMENT);
    const path = { moof: ['moof'], mfhd: ['moof', 'mfhd'], traf: ['moof', 'traf'], tfdt: ['moof', 'traf', 'tfdt'] }[
      type
    ]!;
    copy.set([0x66, 0x72, 0x65, 0x65], findBox(copy, path)!.offset + 4);
    expect(() => retimeFragment(copy, { sequenceNumber: 1, baseDecodeTimeTicks: 0 })).toThrow(MediaError);
  });

  it('refuses two fragments', () => {
    const two = new Uint8Array([...FRAGMENT, ...FRAGMENT]);
    expect(() => retimeFragment(two, { sequenceNumber: 1, baseDecodeTimeTicks: 0 })).toThrow(/one moof, got 2/);
  });
});
