import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPesHeader, writePesHeader } from './pes-packet.ts';
import { unwrapTicks, WRAP_TICKS, wrapTicks } from './timestamp.ts';

const time = fc.integer({ min: 0, max: WRAP_TICKS - 1 });

describe('PES header', () => {
  it('reads back every time of 33 bits', () => {
    fc.assert(
      fc.property(time, time, fc.option(fc.nat(60_000), { nil: undefined }), (ptsTicks, dtsTicks, payloadBytes) => {
        const header = writePesHeader({ streamId: 0xe0, ptsTicks, dtsTicks, payloadBytes });
        expect(readPesHeader(header)).toEqual({
          streamId: 0xe0,
          ptsTicks,
          dtsTicks: dtsTicks === ptsTicks ? undefined : dtsTicks,
          headerBytes: header.length,
          payloadBytes,
        });
      }),
    );
  });

  it('writes a time beyond 33 bits wrapped', () => {
    const header = writePesHeader({
      streamId: 0xc0,
      ptsTicks: WRAP_TICKS + 5,
      dtsTicks: WRAP_TICKS + 5,
      payloadBytes: 1,
    });
    expect(readPesHeader(header)?.ptsTicks).toBe(5);
  });

  it('refuses what is cut short, has no start code or no marker bits', () => {
    const header = writePesHeader({ streamId: 0xe0, ptsTicks: 90_000, dtsTicks: 80_000, payloadBytes: 10 });
    for (let length = 0; length < header.length; length++) {
      expect(readPesHeader(header.subarray(0, length))).toBeUndefined();
    }
    expect(readPesHeader(header.with(2, 2))).toBeUndefined();
    expect(readPesHeader(header.with(6, 0x44))).toBeUndefined();
    expect(readPesHeader(header.with(11, 0))?.ptsTicks).toBeUndefined();
  });

  it('takes padding packets as they are: no flags, no times', () => {
    const padding = Uint8Array.of(0, 0, 1, 0xbe, 0, 2, 0xff, 0xff);
    expect(readPesHeader(padding)).toMatchObject({ headerBytes: 6, payloadBytes: 2, ptsTicks: undefined });
  });
});

describe('timestamps', () => {
  it('unwraps to the nearest time', () => {
    expect(unwrapTicks(5, WRAP_TICKS - 10)).toBe(WRAP_TICKS + 5);
    expect(unwrapTicks(WRAP_TICKS - 10, 5)).toBe(-10);
    expect(unwrapTicks(100, 3 * WRAP_TICKS)).toBe(3 * WRAP_TICKS + 100);
  });

  it('finds any time again from within 13 hours of it', () => {
    const far = fc.integer({ min: 0, max: 2 ** 45 });
    const near = fc.integer({ min: -(2 ** 32) + 1, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(far, near, (ticks, away) => {
        expect(unwrapTicks(wrapTicks(ticks), ticks + away)).toBe(ticks);
      }),
    );
  });
});
