import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { codecString } from './codec-string.ts';

function name(format: string, box: string, payload: number[]): string {
  return codecString(format, (type) => (type === box ? new Uint8Array(payload) : undefined));
}

describe('codecString', () => {
  it.each<[string, string, string, number[]]>([
    ['avc1.64001f', 'avc1', 'avcC', [1, 0x64, 0x00, 0x1f]],
    ['avc3.42c01e', 'avc3', 'avcC', [1, 0x42, 0xc0, 0x1e]],
    // The examples of ISO/IEC 14496-15 Annex E and of what Apple's tools print.
    ['hvc1.1.6.L93.B0', 'hvc1', 'hvcC', [1, 0x01, 0x60, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 93]],
    ['hev1.2.4.H153.90', 'hev1', 'hvcC', [1, 0x22, 0x20, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 153]],
    ['hvc1.A4.10.L120', 'hvc1', 'hvcC', [1, 0x44, 0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0, 120]],
    ['hvc1.4.10.L120.B0.0.1', 'hvc1', 'hvcC', [1, 0x04, 0x08, 0, 0, 0, 0xb0, 0, 1, 0, 0, 0, 120]],
    ['av01.0.04M.08', 'av01', 'av1C', [0x81, 0x04, 0x0c, 0]],
    ['av01.0.13H.10', 'av01', 'av1C', [0x81, 0x0d, 0xcc, 0]],
    ['av01.2.08M.12', 'av01', 'av1C', [0x81, 0x48, 0x60, 0]],
    ['vp09.00.31.08', 'vp09', 'vpcC', [1, 0, 0, 0, 0, 31, 0x82]],
    ['vp09.02.41.10', 'vp09', 'vpcC', [1, 0, 0, 0, 2, 41, 0xa2]],
  ])('%s', (expected, format, box, payload) => {
    expect(name(format, box, payload)).toBe(expected);
  });

  it.each(['ac-3', 'ec-3', 'Opus', 'fLaC', 'wvtt', 'stpp', 'tx3g'])('names %s by its type', (format) => {
    expect(codecString(format, () => undefined)).toBe(format);
  });

  it.each(['avc1', 'hvc1', 'av01', 'vp09', 'mp4a'])(
    'names %s by its type when its configuration is missing',
    (format) => {
      expect(codecString(format, () => undefined)).toBe(format);
    },
  );

  it('names a codec by its type when its configuration is empty', () => {
    expect(name('av01', 'av1C', [])).toBe('av01');
  });

  it.each([
    ['avc1', 'avcC'],
    ['hvc1', 'hvcC'],
    ['av01', 'av1C'],
    ['vp09', 'vpcC'],
  ])('refuses %s with a configuration cut short', (format, box) => {
    expect(() => name(format, box, [1, 2])).toThrow(MediaError);
  });

  it('names MP3 in MP4 by its object type indication', () => {
    expect(codecString('mp4a', () => undefined, { stream: { objectTypeIndication: 0x6b } })).toBe('mp4a.6b');
  });
});
