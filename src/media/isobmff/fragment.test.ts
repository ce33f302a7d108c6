import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { readFragment, readFragments } from './fragment.ts';
import type { TrackFacts } from './init.ts';

type Part = number[] | Uint8Array;

function u32(...values: number[]): number[] {
  return values.flatMap((value) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
}

function box(type: string, ...parts: Part[]): number[] {
  const payload = parts.flatMap((part) => [...part]);
  return [...u32(8 + payload.length), ...[...type].map((character) => character.charCodeAt(0)), ...payload];
}

function fullBox(type: string, version: number, flags: number, ...words: number[]): number[] {
  return box(type, u32(version * 2 ** 24 + flags), u32(...words));
}

const BASE_IS_MOOF = 0x020000;
const MFHD = fullBox('mfhd', 0, 0, 7);
const TFDT = fullBox('tfdt', 1, 0, 0, 9000);
const NON_SYNC = 0x00010000;

/** One traf with the given tfhd and truns. */
function traf(tfhd: number[], ...rest: number[][]): number[] {
  return box('traf', tfhd, TFDT, ...rest);
}

function moof(...trafs: number[][]): number[] {
  return box('moof', MFHD, ...trafs);
}

/** Writes a fragment whose offsets depend on its own length: asks again once the length is known. */
function fragment(make: (moofBytes: number) => number[], mdatBytes = 100): Uint8Array {
  const header = make(make(0).length);
  return new Uint8Array([...header, ...box('mdat', new Uint8Array(mdatBytes))]);
}

const TRACK: TrackFacts = {
  trackId: 2,
  kind: 'video',
  timescale: 25_000,
  codecs: 'avc1',
  isEncrypted: false,
  hasEditList: false,
  defaultSampleDuration: 1000,
  defaultSampleSize: 10,
  defaultSampleFlags: NON_SYNC,
};

describe('readFragment', () => {
  it('reads every field of a trun', () => {
    const bytes = fragment((length) =>
      moof(
        traf(
          fullBox('tfhd', 0, BASE_IS_MOOF, 1),
          fullBox('trun', 1, 0xf01, 2, length + 8, ...[500, 30, 0, 2000], ...[501, 40, NON_SYNC, -1000]),
        ),
      ),
    );
    const start = bytes.length - 100;
    expect(readFragment(bytes)).toEqual({
      sequenceNumber: 7,
      trackId: 1,
      baseDecodeTimeTicks: 9000,
      durationTicks: 1001,
      samples: [
        { durationTicks: 500, sizeBytes: 30, isSync: true, compositionOffsetTicks: 2000, offsetBytes: start },
        { durationTicks: 501, sizeBytes: 40, isSync: false, compositionOffsetTicks: -1000, offsetBytes: start + 30 },
      ],
    });
  });

  it('takes composition offsets as unsigned in version 0', () => {
    const bytes = fragment((length) =>
      moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF, 2), fullBox('trun', 0, 0x801, 1, length + 8, 0xfffffc18))),
    );
    expect(readFragment(bytes, TRACK).samples[0]!.compositionOffsetTicks).toBe(0xfffffc18);
  });

  it('reads a version 0 decode time', () => {
    const bytes = fragment((length) =>
      box(
        'moof',
        MFHD,
        box(
          'traf',
          fullBox('tfhd', 0, BASE_IS_MOOF, 2),
          fullBox('tfdt', 0, 0, 0xfffffff0),
          fullBox('trun', 0, 1, 1, length + 8),
        ),
      ),
    );
    expect(readFragment(bytes, TRACK).baseDecodeTimeTicks).toBe(0xfffffff0);
  });

  it('prefers tfhd to trex, and the flags of the first sample to both', () => {
    const tfhd = fullBox('tfhd', 0, BASE_IS_MOOF | 0x38, 2, 900, 20, NON_SYNC);
    const bytes = fragment((length) => moof(traf(tfhd, fullBox('trun', 0, 0x05, 3, length + 8, 0))));
    const { samples, durationTicks } = readFragment(bytes, { ...TRACK, defaultSampleFlags: 0 });
    expect(durationTicks).toBe(2700);
    expect(samples.map(({ sizeBytes }) => sizeBytes)).toEqual([20, 20, 20]);
    expect(samples.map(({ isSync }) => isSync)).toEqual([true, false, false]);
  });

  it('falls back to trex', () => {
    const bytes = fragment((length) =>
      moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF, 2), fullBox('trun', 0, 1, 2, length + 8))),
    );
    expect(readFragment(bytes, TRACK).samples.map(({ offsetBytes: _, ...rest }) => rest)).toEqual([
      { durationTicks: 1000, sizeBytes: 10, isSync: false, compositionOffsetTicks: 0 },
      { durationTicks: 1000, sizeBytes: 10, isSync: false, compositionOffsetTicks: 0 },
    ]);
    expect(() => readFragment(bytes)).toThrow(/sample duration, got none/);
    const { defaultSampleSize: _, ...withoutSize } = TRACK;
    expect(() => readFragment(bytes, withoutSize)).toThrow(/sample size, got none/);
  });

  it('joins several truns, with and without an offset of their own', () => {
    const bytes = fragment((length) =>
      moof(
        traf(
          fullBox('tfhd', 0, BASE_IS_MOOF, 2),
          fullBox('trun', 0, 0x201, 1, length + 8, 5),
          fullBox('trun', 0, 0x200, 1, 6),
          fullBox('trun', 0, 0x201, 1, length + 58, 7),
          fullBox('trun', 0, 0, 0),
        ),
      ),
    );
    const start = bytes.length - 100;
    const { samples } = readFragment(bytes, TRACK);
    expect(samples.map(({ offsetBytes }) => offsetBytes - start)).toEqual([0, 5, 50]);
  });

  it('reads a traf without samples', () => {
    const bytes = fragment(() => moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF | 0x010000, 2))));
    expect(readFragment(bytes)).toMatchObject({ durationTicks: 0, samples: [] });
  });

  it('counts from a base data offset, in 64 bits', () => {
    const bytes = fragment((length) =>
      moof(traf(fullBox('tfhd', 0, 0x01, 2, 0, length), fullBox('trun', 0, 0x201, 1, 8, 30))),
    );
    expect(readFragment(bytes, TRACK).samples[0]!.offsetBytes).toBe(bytes.length - 100);
  });

  it('skips styp, sidx and prft before and mfra after; offsets count from the moof', () => {
    const inner = fragment((length) =>
      moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF, 2), fullBox('trun', 0, 1, 1, length + 8))),
    );
    const bytes = new Uint8Array([...box('styp', [1, 2]), ...box('sidx'), ...inner, ...box('mfra')]);
    expect(readFragment(bytes, TRACK).samples[0]!.offsetBytes).toBe(18 + inner.length - 100);
  });

  describe('with more than one traf', () => {
    // Without any base, the second traf starts where the data of the first ended (§8.8.7.1).
    const chained = fragment((length) =>
      moof(
        traf(fullBox('tfhd', 0, 0x08, 1, 1024), fullBox('trun', 0, 0x201, 2, length + 8, 11, 12)),
        traf(fullBox('tfhd', 0, 0x00, 2), fullBox('trun', 0, 0x00, 1)),
      ),
    );

    it('reads the first one, or the one of the track', () => {
      expect(readFragment(chained).trackId).toBe(1);
      expect(readFragment(chained, TRACK).trackId).toBe(2);
      expect(() => readFragment(chained, { ...TRACK, trackId: 3 })).toThrow(/a traf of track 3, got none/);
    });

    it('chains the data of trafs that name no base', () => {
      expect(readFragment(chained, TRACK).samples[0]!.offsetBytes).toBe(chained.length - 100 + 23);
    });
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['a moof without traf', fragment(() => moof())],
    ['a moof without mfhd', new Uint8Array(box('moof', traf(fullBox('tfhd', 0, 0, 1))))],
    ['a traf without tfhd', fragment(() => moof(box('traf', TFDT)))],
    ['a traf without tfdt', fragment(() => moof(box('traf', fullBox('tfhd', 0, BASE_IS_MOOF, 2))))],
    [
      'a decode time beyond 2^53',
      fragment(() => moof(box('traf', fullBox('tfhd', 0, 0, 2), fullBox('tfdt', 1, 0, 2 ** 31, 0)))),
    ],
    ['a sample size that leaves the mdat', trunAt((length) => length + 8, 0x201, 101)],
    ['data that begins before the mdat', trunAt((length) => length + 7, 0x201, 1)],
    ['data that begins behind the mdat', trunAt((length) => length + 109, 0x201, 0)],
    ['a negative offset', trunAt(() => -1, 0x201, 1)],
    ['no offset, so that the data would be the moof', trunAt(undefined, 0x200, 1)],
    ['a trun with more samples than bytes', trunAt((length) => length + 8, 0x201, 1, 1_000_000)],
    [
      'more samples than bytes where samples cost nothing',
      trunAt((length) => length + 8, 0x001, undefined, 2 ** 32 - 1),
    ],
    ['no mdat', new Uint8Array(moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF, 2), fullBox('trun', 0, 1, 1, 100))))],
    ['two fragments', new Uint8Array([...moof(), ...box('mdat'), ...moof(), ...box('mdat')])],
  ])('refuses %s', (_what, bytes) => {
    expect(() => readFragment(bytes, TRACK)).toThrow(MediaError);
  });

  it('accepts data up to the last byte of the mdat', () => {
    expect(
      readFragment(
        trunAt((length) => length + 8, 0x201, 100),
        TRACK,
      ).samples,
    ).toHaveLength(1);
    expect(
      readFragment(
        trunAt((length) => length + 108, 0x201, 0),
        TRACK,
      ).samples,
    ).toHaveLength(1);
  });

  it('gives up quickly on a file made of truns and mdats', () => {
    const truns = Array.from({ length: 20_000 }, () => fullBox('trun', 0, 0x01, 1, 0x7fffffff)).flat();
    const mdats = Array.from({ length: 20_000 }, () => box('mdat')).flat();
    const bytes = new Uint8Array([...moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF, 2), truns)), ...mdats]);
    const started = performance.now();
    expect(() => readFragment(bytes, TRACK)).toThrow(MediaError);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

/** One trun with one size; the offset may depend on the length of the moof. */
function trunAt(offset: ((length: number) => number) | undefined, flags: number, size?: number, count = 1): Uint8Array {
  const words = (length: number): number[] => [
    ...(offset ? [offset(length)] : []),
    ...(size === undefined ? [] : [size]),
  ];
  return fragment((length) =>
    moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF, 2), fullBox('trun', 0, flags, count, ...words(length)))),
  );
}

describe('readFragments', () => {
  const video = trunAt((length) => length + 8, 0x201, 10);
  const audio = fragment((length) =>
    moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF | 0x08, 1, 1024), fullBox('trun', 0, 0x201, 1, length + 8, 20))),
  );
  const file = new Uint8Array([...box('styp', [0]), ...video, ...audio, ...box('sidx'), ...video]);

  it('reads them all, with offsets in the whole file', () => {
    const offsets = readFragments(file, TRACK).map(({ samples }) => samples[0]!.offsetBytes);
    const first = 9 + video.length - 100;
    expect(offsets).toEqual([first, first + audio.length + 8 + video.length]);
  });

  it('leaves out fragments of other tracks', () => {
    expect(readFragments(file, { ...TRACK, trackId: 1 }).map(({ trackId }) => trackId)).toEqual([1]);
    expect(readFragments(file, { ...TRACK, trackId: 9 })).toEqual([]);
  });

  it('takes an absolute base data offset as an offset in the file', () => {
    const second = fragment((length) =>
      moof(traf(fullBox('tfhd', 0, 0x01, 2, 0, video.length), fullBox('trun', 0, 0x201, 1, length + 8, 30))),
    );
    const both = readFragments(new Uint8Array([...video, ...second]), TRACK);
    expect(both[1]!.samples[0]!.offsetBytes).toBe(video.length + second.length - 100);
  });

  it('does not let a fragment use the data of another', () => {
    const stealing = trunAt((length) => length + 8 + 100 + 8, 0x201, 1);
    expect(() => readFragments(new Uint8Array([...stealing, ...box('free'), ...video]), TRACK)).toThrow(MediaError);
  });

  it('shares one limit between all fragments', () => {
    // 150 samples of size 0, which cost nothing; no file may hold more samples than bytes.
    const free = fragment(
      (length) => moof(traf(fullBox('tfhd', 0, BASE_IS_MOOF | 0x10, 2, 0), fullBox('trun', 0, 1, 150, length + 8))),
      1,
    );
    const padding = box('free', new Uint8Array(100));
    expect(readFragments(new Uint8Array([...free, ...padding]), TRACK)[0]!.samples).toHaveLength(150);
    expect(() => readFragments(new Uint8Array([...free, ...free]), TRACK)).toThrow(/at most/);
  });

  it('reads none from a file without fragments', () => {
    expect(readFragments(new Uint8Array(box('free')))).toEqual([]);
  });
});
