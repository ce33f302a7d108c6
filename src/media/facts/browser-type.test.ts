import { describe, expect, it } from 'vitest';

import { browserTypeOf } from './browser-type.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const opening = (bytes: Uint8Array) => ({ bytes, isFragmented: false, hasAllSamples: true });

function box(type: string, ...payload: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat([Buffer.alloc(4), latin1(type), ...payload]);
  bytes.writeUInt32BE(bytes.length);
  return bytes;
}

const u32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const zeros = (length: number): Uint8Array => new Uint8Array(length);
const avc = (profile: number): Uint8Array =>
  box('avc1', zeros(78), box('avcC', Uint8Array.of(1, profile, 0, 31, 0xff, 0xe0, 0)));
const hevc = box('hvc1', zeros(78), box('hvcC', zeros(23)));
const opus = box('Opus', zeros(28));
const ac3 = box('ac-3', zeros(28));
const encrypted = box('encv', zeros(78));

let nextId = 1;
function track(handler: string, entry: Uint8Array): Uint8Array {
  const stsd = box('stsd', zeros(4), u32(1), entry);
  const hdlr = box('hdlr', zeros(8), latin1(handler), zeros(12));
  const mdhd = box('mdhd', zeros(12), u32(90_000), zeros(8));
  const tkhd = box('tkhd', zeros(12), u32(nextId++), zeros(68));
  return box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', box('stbl', stsd))));
}

const movie = (...tracks: readonly Uint8Array[]) => ({
  ...opening(box('ftyp', latin1('isom'), zeros(4))),
  movieBox: box('moov', box('mvhd', zeros(100)), ...tracks),
});

describe('browserTypeOf', () => {
  it('takes H.264 of the usual profiles, with sound that browsers know, in an MP4', () => {
    expect(browserTypeOf(movie(track('vide', avc(0x64)), track('soun', opus)))).toBe('video/mp4');
    expect(browserTypeOf(movie(track('vide', avc(0x42)), track('text', box('tx3g', zeros(30)))))).toBe('video/mp4');
    expect(browserTypeOf(movie(track('soun', opus)))).toBe('audio/mp4');
    expect(browserTypeOf({ ...movie(track('vide', avc(0x4d))), isFragmented: true, hasAllSamples: false })).toBe(
      'video/mp4',
    );
  });

  it.each([
    ['H.264 in 4:2:2', movie(track('vide', avc(122)))],
    ['HEVC', movie(track('vide', hevc))],
    ['Dolby Digital beside H.264', movie(track('vide', avc(0x64)), track('soun', ac3))],
    ['an encrypted picture', movie(track('vide', encrypted))],
    ['no tracks', movie()],
    ['a file that is cut off', { ...movie(track('vide', avc(0x64))), hasAllSamples: false }],
    ['a movie without tables', opening(box('ftyp', latin1('isom')))],
    ['damage', { ...movie(), movieBox: box('moov', u32(500)) }],
  ])('refuses %s', (_name, file) => {
    expect(browserTypeOf(file)).toBeUndefined();
  });

  it.each([
    ['WebM', '\u001aE\u00df\u00a3\u009fB\u0086\u0081\u0001B\u0082\u0084webmB\u0087', 'video/webm'],
    ['Matroska', '\u001aE\u00df\u00a3\u00a3B\u0082\u0088matroskaB\u0087', undefined],
    ['EBML that ends', '\u001aE\u00df\u00a3\u00a3B\u0082', undefined],
    ['Ogg Opus', `OggS${'\0'.repeat(24)}OpusHead\u0001\u0002`, 'audio/ogg'],
    ['Ogg Theora', `OggS${'\0'.repeat(24)}\u0080theora`, undefined],
    ['FLAC', 'fLaC\0\0\0\u0022', 'audio/flac'],
    ['MP3', 'ID3\u0004', 'audio/mpeg'],
    ['PCM', 'RIFF\0\0\0\0WAVEfmt \u0010\0\0\0\u0001\0', 'audio/wav'],
    ['ADPCM', 'RIFF\0\0\0\0WAVEfmt \u0010\0\0\0\u0002\0', undefined],
    ['AVI', 'RIFF\0\0\0\0AVI LIST', undefined],
    ['Flash', 'FLV\u0001', undefined],
    ['a page', '<!doctype html><script>alert(1)</script>', undefined],
    ['a picture that runs scripts', '<svg xmlns="http://www.w3.org/2000/svg">', undefined],
    ['PDF', '%PDF-1.7', undefined],
    ['nothing', '', undefined],
  ])('knows %s', (_name, text, type) => {
    expect(browserTypeOf(opening(latin1(text)))).toBe(type);
  });

  it('never names anything but video and sound, whatever the bytes', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff);
    const starts = ['\0\0\0\u0018ftyp', '\u001aE\u00df\u00a3', 'OggS', 'RIFF', 'ID3', 'fLaC', ''];
    for (let run = 0; run < 2000; run++) {
      const noise = Uint8Array.from({ length: random() % 200 }, () => random() >> 8);
      const bytes = Buffer.concat([latin1(starts[run % starts.length] ?? ''), noise]);
      const type = browserTypeOf({ ...opening(bytes), movieBox: box('moov', noise) });
      expect(type ?? 'video/none').toMatch(/^(video|audio)\/[\w-]+$/);
    }
  });
});
