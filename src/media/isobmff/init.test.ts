import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { readInit, type TrackFacts } from './init.ts';

type Part = number[] | Uint8Array;

function u16(...values: number[]): number[] {
  return values.flatMap((value) => [(value >>> 8) & 255, value & 255]);
}

function u32(...values: number[]): number[] {
  return values.flatMap((value) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
}

function text(value: string): number[] {
  return [...value].map((character) => character.charCodeAt(0));
}

function box(type: string, ...parts: Part[]): number[] {
  const payload = parts.flatMap((part) => [...part]);
  return [...u32(8 + payload.length), ...text(type), ...payload];
}

function fullBox(type: string, version: number, flags: number, ...words: number[]): number[] {
  return box(type, u32(version * 2 ** 24 + flags, ...words));
}

function zeros(count: number): number[] {
  return Array<number>(count).fill(0);
}

const AVCC = box('avcC', [1, 0x4d, 0x40, 0x1e, 0xff, 0xe0, 0]);
// 48 kHz stereo AAC-LC.
const ASC = [0x11, 0x90];

function visual(type: string, ...children: number[][]): number[] {
  return box(type, zeros(24), u16(854, 480), zeros(50), ...children);
}

function audio(type: string, options: { version?: number; extra?: number }, ...children: number[][]): number[] {
  const head = [
    ...zeros(8),
    ...u16(options.version ?? 0),
    ...zeros(6),
    ...u16(6, 16),
    ...zeros(4),
    ...u32(44_100 * 65_536),
  ];
  return box(type, head, zeros(options.extra ?? 0), ...children);
}

function esds(objectTypeIndication: number, info: number[]): number[] {
  const specific = info.length > 0 ? [5, info.length, ...info] : [];
  const config = [4, 0x80, 0x80, 0x80, 13 + specific.length, objectTypeIndication, ...zeros(12), ...specific];
  return box('esds', u32(0), [3, 3 + config.length, 0, 1, 0, ...config]);
}

interface TrakOptions {
  readonly handler?: string;
  readonly version?: number;
  readonly id?: number;
  readonly timescale?: number;
  readonly stsdVersion?: number;
  readonly edits?: number;
}

function trak(entry: number[], options: TrakOptions = {}): number[] {
  const { handler = 'vide', version = 0, id = 1, timescale = 30_000, stsdVersion = 0, edits } = options;
  const times = version === 1 ? zeros(4) : zeros(2);
  return box(
    'trak',
    fullBox('tkhd', version, 3, ...times, id, 0, ...zeros(20)),
    edits === undefined ? [] : box('edts', fullBox('elst', 0, 0, edits, ...zeros(3 * edits))),
    box(
      'mdia',
      fullBox('mdhd', version, 0, ...times, timescale, ...zeros(3)),
      box('hdlr', zeros(8), text(handler), zeros(13)),
      box('minf', box('stbl', box('stsd', u32(stsdVersion * 2 ** 24, entry.length > 0 ? 1 : 0), entry))),
    ),
  );
}

function init(...inMoov: number[][]): Uint8Array {
  return new Uint8Array([...box('ftyp', text('iso6'), zeros(4), text('iso6cmfc')), ...box('moov', ...inMoov)]);
}

function only(...inMoov: number[][]): TrackFacts {
  const { tracks } = readInit(init(...inMoov));
  expect(tracks).toHaveLength(1);
  return tracks[0]!;
}

describe('readInit', () => {
  it('reads brands, tracks and defaults', () => {
    const pasp = box('pasp', u32(4, 3));
    const file = init(
      trak(visual('avc1', AVCC, pasp), { id: 3, timescale: 25_000 }),
      trak(audio('mp4a', {}, esds(0x40, ASC)), { handler: 'soun', id: 9, version: 1, timescale: 48_000 }),
      trak(box('wvtt', zeros(8)), { handler: 'text', id: 4 }),
      box('mvex', fullBox('mehd', 0, 0, 0), fullBox('trex', 0, 0, 9, 1, 1024, 2, 0x02000000)),
    );
    expect(readInit(file)).toEqual({
      brands: ['iso6', 'cmfc'],
      tracks: [
        {
          trackId: 3,
          kind: 'video',
          timescale: 25_000,
          codecs: 'avc1.4d401e',
          isEncrypted: false,
          width: 854,
          height: 480,
          pixelAspect: { num: 4, den: 3 },
          avcConfiguration: new Uint8Array(AVCC.slice(8)),
          hasEditList: false,
        },
        {
          trackId: 9,
          kind: 'audio',
          timescale: 48_000,
          codecs: 'mp4a.40.2',
          isEncrypted: false,
          sampleRate: 48_000,
          channels: 2,
          audioSpecificConfig: new Uint8Array(ASC),
          defaultSampleDuration: 1024,
          defaultSampleSize: 2,
          defaultSampleFlags: 0x02000000,
          hasEditList: false,
        },
        { trackId: 4, kind: 'other', timescale: 30_000, codecs: 'wvtt', isEncrypted: false, hasEditList: false },
      ],
    });
  });

  it('takes an edit list with entries for one, an empty list not', () => {
    expect(only(trak(visual('avc1'), { edits: 1 })).hasEditList).toBe(true);
    expect(only(trak(visual('avc1'), { edits: 0 })).hasEditList).toBe(false);
  });

  it('leaves a pixel aspect with a 0 out', () => {
    expect(only(trak(visual('avc1', box('pasp', u32(0, 1))))).pixelAspect).toBeUndefined();
  });

  it('looks through encryption for the codec', () => {
    const sinf = (format: string): number[] => box('sinf', box('frma', text(format)), box('schm', zeros(12)));
    expect(only(trak(visual('encv', AVCC, sinf('avc1'))))).toMatchObject({ codecs: 'avc1.4d401e', isEncrypted: true });
    expect(only(trak(audio('enca', {}, esds(0x40, ASC), sinf('mp4a')), { handler: 'soun' }))).toMatchObject({
      codecs: 'mp4a.40.2',
      isEncrypted: true,
    });
    expect(only(trak(visual('encv')))).toMatchObject({ codecs: 'encv', isEncrypted: true });
    expect(only(trak(visual('drmi', AVCC)))).toMatchObject({ isEncrypted: true });
    expect(only(trak(box('enct', zeros(8)), { handler: 'text' }))).toMatchObject({ isEncrypted: true });
  });

  it.each<[string, number, number[], string]>([
    ['HE-AAC, signalled first', 0x40, [0x2b, 0x11, 0x88, 0x00], 'mp4a.40.5'],
    ['MPEG-2 AAC', 0x67, ASC, 'mp4a.67'],
    ['MP3', 0x6b, [], 'mp4a.6b'],
    ['MPEG-4 audio without a configuration', 0x40, [], 'mp4a.40'],
  ])('names %s', (_what, indication, info, codecs) => {
    expect(only(trak(audio('mp4a', {}, esds(indication, info)), { handler: 'soun' })).codecs).toBe(codecs);
  });

  it('uses the sample entry where no configuration says more', () => {
    expect(only(trak(audio('ac-3', {}, box('dac3', zeros(3))), { handler: 'soun' }))).toMatchObject({
      codecs: 'ac-3',
      sampleRate: 44_100,
      channels: 6,
    });
  });

  it.each<[string, number[], number]>([
    ['a QuickTime version 1 entry', audio('mp4a', { version: 1, extra: 16 }, esds(0x40, ASC)), 0],
    ['a QuickTime version 2 entry', audio('mp4a', { version: 2, extra: 36 }, esds(0x40, ASC)), 0],
    ['an ISO version 1 entry', audio('mp4a', { version: 1 }, esds(0x40, ASC)), 1],
    [
      'a configuration inside wave, closed by a zero',
      audio('mp4a', { version: 1, extra: 16 }, box('wave', box('frma', text('mp4a')), esds(0x40, ASC), zeros(4))),
      0,
    ],
  ])('finds the configuration in %s', (_what, entry, stsdVersion) => {
    expect(only(trak(entry, { handler: 'soun', stsdVersion })).codecs).toBe('mp4a.40.2');
  });

  it('lets the zero at the end of a QuickTime video entry pass', () => {
    expect(only(trak(visual('avc1', AVCC, zeros(4)))).codecs).toBe('avc1.4d401e');
  });

  it('reads moov without ftyp and with other boxes around', () => {
    const file = new Uint8Array([...box('free', [1]), ...box('moov', trak(visual('avc1'))), ...box('mdat', [1, 2])]);
    expect(readInit(file)).toMatchObject({ brands: [], tracks: [{ codecs: 'avc1', width: 854, height: 480 }] });
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['a file without moov', new Uint8Array(box('ftyp', text('isom'), zeros(4)))],
    ['a track without mdia', init(box('trak', fullBox('tkhd', 0, 3, ...zeros(23))))],
    ['a track without a sample entry', init(trak([]))],
    ['a timescale of 0', init(trak(visual('avc1'), { timescale: 0 }))],
    ['two tracks with one id', init(trak(visual('avc1')), trak(visual('avc1')))],
    ['a video entry cut short', init(trak(box('avc1', zeros(40))))],
    ['an avcC cut short', init(trak(visual('avc1', box('avcC', [1, 2]))))],
    ['an audio configuration cut short', init(trak(audio('mp4a', {}, esds(0x40, [0x11])), { handler: 'soun' }))],
    ['an esds cut short', init(trak(audio('mp4a', {}, box('esds', u32(0), [3, 60, 0, 1])), { handler: 'soun' }))],
    [
      'an esds length without end',
      init(trak(audio('mp4a', {}, box('esds', u32(0), [3, 255, 255, 255, 255, 255])), { handler: 'soun' })),
    ],
    [
      'endless brands',
      new Uint8Array([...box('ftyp', ...Array.from({ length: 400 }, (_, i) => u32(i))), ...box('moov')]),
    ],
    ['endless boxes in an entry', init(trak(visual('avc1', ...Array.from({ length: 1100 }, (_, i) => u32(8, i)))))],
  ])('refuses %s', (_what, file) => {
    expect(() => readInit(file)).toThrow(MediaError);
  });
});
