import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { parseSps } from './sps.ts';

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** Writes H.264 syntax elements; the test's own inverse of the reader. */
class BitWriter {
  readonly #bits: number[] = [];

  u(count: number, ...values: number[]): this {
    for (const value of values) for (let i = count - 1; i >= 0; i--) this.#bits.push(Math.floor(value / 2 ** i) % 2);
    return this;
  }

  ue(...values: number[]): this {
    for (const value of values) {
      const length = Math.floor(Math.log2(value + 1));
      this.u(length, 0).u(length + 1, value + 1);
    }
    return this;
  }

  se(...values: number[]): this {
    return this.ue(...values.map((value) => (value > 0 ? 2 * value - 1 : -2 * value)));
  }

  /** With the stop bit and emulation prevention, behind the NAL header. */
  nal(): Uint8Array {
    const bits = [...this.#bits, 1];
    while (bits.length % 8 !== 0) bits.push(0);
    const raw = Array.from({ length: bits.length / 8 }, (_, i) => parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2));
    const escaped: number[] = [];
    for (const byte of raw) {
      if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
      escaped.push(byte);
    }
    return new Uint8Array([0x67, ...escaped]);
  }
}

/** Main profile, up to the VUI flag. */
function plain(columns = 10, rows = 10): BitWriter {
  return new BitWriter()
    .u(8, 77, 0, 30)
    .ue(0, 0, 0, 0, 1)
    .u(1, 0)
    .ue(columns - 1, rows - 1)
    .u(1, 1, 1, 0);
}

describe('parseSps', () => {
  // Made with libx264 and read with ffprobe.
  it.each([
    [
      '1080p at 29.97, cropped from 1088 lines',
      '6742c028da01e0089f97011000003e90000ea600f1832a',
      {
        id: 0,
        profileIdc: 66,
        constraintFlags: 0xc0,
        levelIdc: 40,
        width: 1920,
        height: 1080,
        codedWidth: 1920,
        codedHeight: 1088,
        frameMbsOnly: true,
        chroma: '4:2:0',
        bitDepthLuma: 8,
        bitDepthChroma: 8,
        referenceFrames: 1,
        sampleAspect: { num: 1, den: 1 },
        timing: { frameRate: { num: 30_000, den: 1001 }, isFixed: false },
        reorderFrames: 0,
      },
    ],
    [
      'interlaced',
      '674d4028f403c0227ef011000003000100000300321f162ea0',
      { width: 1920, height: 1080, codedHeight: 1088, frameMbsOnly: false, profileIdc: 77 },
    ],
    [
      '4:2:2 in 10 bits, full range, BT.2020',
      '677a001fb6cb405017fc4e02dc244025000003000100000300640f1832a0',
      {
        width: 640,
        height: 360,
        chroma: '4:2:2',
        bitDepthLuma: 10,
        bitDepthChroma: 10,
        colour: { isFullRange: true, primaries: 9, transfer: 16, matrix: 9 },
        timing: { frameRate: { num: 50, den: 1 }, isFixed: false },
      },
    ],
    [
      '4:4:4 cropped by single samples, 16:11 pixels',
      '67f4000d919681519e3e2f041000000300100000030320f142aa',
      { width: 322, height: 182, chroma: '4:4:4', levelIdc: 13, sampleAspect: { num: 16, den: 11 } },
    ],
    [
      'pixels of a written out aspect, 8:9',
      '6764001facb40501edff8004000488000003000800000303c078c195',
      { width: 640, height: 480, profileIdc: 100, sampleAspect: { num: 8, den: 9 } },
    ],
    [
      'rate control data (HRD)',
      '6742c01eda0280bfe5c04b700000030010000003032604001e840007a129b0803e2c5d40',
      { width: 640, height: 360, timing: { frameRate: { num: 25, den: 1 }, isFixed: false }, reorderFrames: 0 },
    ],
  ])('reads %s', (_what, hex, expected) => {
    expect(parseSps(bytesOf(hex))).toMatchObject(expected);
  });

  it('leaves out what an unspecified aspect does not say', () => {
    const sps = parseSps(bytesOf('6742c020da01581879b840000003004000000f03c60ca8'));
    expect(sps).toMatchObject({ width: 1366, height: 768 });
    expect(sps.sampleAspect).toBeUndefined();
    expect(sps.colour).toBeUndefined();
  });

  it('reads back any size, crop and rate that is written', () => {
    const side = fc.integer({ min: 1, max: 255 });
    const input = fc.record({
      columns: side,
      rows: side,
      isInterlaced: fc.boolean(),
      crop: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(1), fc.nat(1)),
      ticks: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      scale: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      frames: fc.nat(16),
      id: fc.nat(31),
    });
    fc.assert(
      fc.property(input, ({ columns, rows, isInterlaced, crop, ticks, scale, frames, id }) => {
        const bits = new BitWriter().u(8, 100, 0, 41).ue(id, 1, 0, 0).u(1, 0, 0).ue(4, 0, 6, frames).u(1, 0);
        bits.ue(columns - 1, rows - 1).u(1, isInterlaced ? 0 : 1);
        if (isInterlaced) bits.u(1, 0);
        bits.u(1, 1, 1).ue(...crop);
        bits.u(1, 1, 0, 0, 0, 0, 1).u(32, ticks, scale).u(1, 1, 0, 0, 0, 0);
        const fields = isInterlaced ? 2 : 1;
        const sps = parseSps(bits.nal());
        expect(sps).toMatchObject({
          id,
          width: columns * 16 - 2 * (crop[0] + crop[1]),
          height: fields * (rows * 16 - 2 * (crop[2] + crop[3])),
          codedWidth: columns * 16,
          codedHeight: fields * rows * 16,
          frameMbsOnly: !isInterlaced,
          referenceFrames: frames,
          timing: { isFixed: true },
        });
        const { num, den } = sps.timing!.frameRate;
        expect(BigInt(num) * 2n * BigInt(ticks)).toBe(BigInt(den) * BigInt(scale));
      }),
    );
  });

  it('reads past scaling lists, whole, cut off and repeated', () => {
    const bits = new BitWriter().u(8, 100, 0, 41).ue(0, 1, 0, 0).u(1, 0, 1);
    bits.u(1, 1).se(...Array<number>(16).fill(1)); // a list in full
    bits.u(1, 1).se(-8); // next scale 0 at once: the default list
    bits.u(1, 0, 0, 0, 0); // four that are not there
    bits.u(1, 1).se(2, -10); // 10, then 0: the rest repeats
    bits.u(1, 1).se(...Array<number>(64).fill(0));
    bits.ue(0, 0, 0, 2).u(1, 0).ue(9, 9).u(1, 1, 1, 0, 0);
    expect(parseSps(bits.nal())).toMatchObject({ width: 160, height: 160, referenceFrames: 2 });
  });

  it('reads past the picture order of type 1', () => {
    const bits = new BitWriter().u(8, 66, 0, 30).ue(0, 0, 1).u(1, 0).se(-3, 2).ue(2).se(5, -5);
    bits.ue(1).u(1, 0).ue(9, 9).u(1, 1, 1, 0, 0);
    expect(parseSps(bits.nal())).toMatchObject({ width: 160, height: 160 });
  });

  it('reads separately coded colour planes', () => {
    const bits = new BitWriter().u(8, 244, 0, 41).ue(0, 3).u(1, 1).ue(0, 0).u(1, 0, 0).ue(0, 0, 0, 1).u(1, 0);
    bits.ue(9, 9).u(1, 1, 1, 1).ue(1, 0, 0, 1).u(1, 0);
    expect(parseSps(bits.nal())).toMatchObject({ chroma: '4:4:4', width: 159, height: 159 });
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['a PPS', new Uint8Array([0x68, 1, 2, 3])],
    ['an SPS cut short', bytesOf('6742c028da01e0')],
    ['an endless Exp-Golomb code', new Uint8Array([0x67, 66, 0, 30, ...Array<number>(8).fill(0)])],
    ['a picture beyond every level', plain(2049).u(1, 0).nal()],
    ['an id above 31', new BitWriter().u(8, 77, 0, 30).ue(32).nal()],
    ['a chroma format of 4', new BitWriter().u(8, 100, 0, 30).ue(0, 4).nal()],
    ['a picture order of type 3', new BitWriter().u(8, 77, 0, 30).ue(0, 0, 3).nal()],
    ['17 reference frames', new BitWriter().u(8, 77, 0, 30).ue(0, 0, 0, 0, 17).nal()],
    [
      'a crop that leaves nothing',
      new BitWriter().u(8, 77, 0, 30).ue(0, 0, 0, 0, 1).u(1, 0).ue(9, 9).u(1, 1, 1, 1).ue(40, 40, 0, 0).u(1, 0).nal(),
    ],
    ['33 rate controls', plain().u(1, 1, 0, 0, 0, 0, 0, 1).ue(32).nal()],
  ])('refuses %s', (_what, nal) => {
    expect(() => parseSps(nal)).toThrow(MediaError);
  });

  it('never throws anything but MediaError', () => {
    const good = bytesOf('6742c01eda0280bfe5c04b700000030010000003032604001e840007a129b0803e2c5d40');
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.uint8Array({ maxLength: 12 }), (at, noise) => {
        const nal = new Uint8Array([...good.subarray(0, at), ...noise, ...good.subarray(at)]);
        nal[0] = 0x67;
        try {
          parseSps(nal);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
