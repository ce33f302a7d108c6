import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { FragmentSplitter, type SplitPiece } from './fragment-splitter.ts';

function box(type: string, payloadBytes = 0, fill = 0): number[] {
  const size = 8 + payloadBytes;
  const head = [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255];
  return [...head, ...[...type].map((character) => character.charCodeAt(0)), ...Array<number>(payloadBytes).fill(fill)];
}

function longBox(type: string, payloadBytes: number): number[] {
  return [
    0,
    0,
    0,
    1,
    ...box(type).slice(4),
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    16 + payloadBytes,
    ...Array<number>(payloadBytes).fill(3),
  ];
}

/** Feeds the stream in pieces of the given lengths (the last one takes the rest). */
function split(stream: number[], lengths: number[] = [], maxBoxBytes?: number): SplitPiece[] {
  const splitter = new FragmentSplitter(maxBoxBytes === undefined ? {} : { maxBoxBytes });
  const pieces: SplitPiece[] = [];
  let at = 0;
  for (const length of [...lengths, stream.length]) {
    pieces.push(...splitter.push(new Uint8Array(stream.slice(at, at + length))));
    at += length;
  }
  splitter.finish();
  return pieces;
}

const INIT = [...box('ftyp', 8, 1), ...box('moov', 20, 2)];
const FIRST = [...box('moof', 30, 4), ...box('mdat', 100, 5)];
const SECOND = [...box('moof', 30, 6), ...longBox('mdat', 50)];

describe('FragmentSplitter', () => {
  it('gives the init once, then a piece for every moof and mdat', () => {
    expect(split([...INIT, ...FIRST, ...SECOND])).toEqual([
      { kind: 'init', bytes: new Uint8Array(INIT) },
      { kind: 'fragment', bytes: new Uint8Array(FIRST) },
      { kind: 'fragment', bytes: new Uint8Array(SECOND) },
    ]);
  });

  it('leaves out styp, sidx, free, mfra, uuid and what it does not know', () => {
    const ftyp = box('ftyp', 8, 1);
    const moov = box('moov', 20, 2);
    const stream = [...ftyp, ...box('free', 9), ...moov, ...box('styp', 8), ...box('sidx', 44), ...box('uuid', 16)];
    expect(split([...stream, ...FIRST, ...box('abcd'), ...box('mfra', 30)])).toEqual([
      { kind: 'init', bytes: new Uint8Array(INIT) },
      { kind: 'fragment', bytes: new Uint8Array(FIRST) },
    ]);
  });

  it('keeps what lies between moof and mdat, because offsets count over it', () => {
    const fragment = [...box('moof', 30), ...box('free', 4), ...box('mdat', 3)];
    expect(split(fragment)).toEqual([{ kind: 'fragment', bytes: new Uint8Array(fragment) }]);
  });

  it('accepts an empty mdat and an empty stream', () => {
    const fragment = [...box('moof'), ...box('mdat')];
    expect(split(fragment)).toEqual([{ kind: 'fragment', bytes: new Uint8Array(fragment) }]);
    expect(split([])).toEqual([]);
  });

  it('gives the same pieces however the stream is cut', () => {
    const stream = [...INIT, ...box('styp', 4), ...FIRST, ...box('uuid', 20), ...SECOND, ...FIRST, ...box('mfra', 7)];
    const whole = split(stream);
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 40 }), (lengths) => {
        expect(split(stream, lengths)).toEqual(whole);
      }),
    );
    expect(
      split(
        stream,
        stream.map(() => 1),
      ),
    ).toEqual(whole);
  });

  it('does not keep the chunks it was given', () => {
    const splitter = new FragmentSplitter();
    const chunk = new Uint8Array(FIRST.slice(0, 60));
    splitter.push(chunk);
    chunk.fill(255);
    expect(splitter.push(new Uint8Array(FIRST.slice(60)))).toEqual([
      { kind: 'fragment', bytes: new Uint8Array(FIRST) },
    ]);
  });

  it('gives a piece as soon as its last byte is there', () => {
    const splitter = new FragmentSplitter();
    expect(splitter.push(new Uint8Array([...INIT, ...FIRST.slice(0, -1)]))).toHaveLength(1);
    expect(splitter.push(new Uint8Array(FIRST.slice(-1)))).toHaveLength(1);
  });

  it.each<[string, number[]]>([
    ['mdat without moof', [...INIT, ...box('mdat', 4)]],
    ['moov without ftyp', box('moov', 4)],
    ['a second init', [...INIT, ...INIT]],
    ['two moofs in a row', [...INIT, ...box('moof'), ...box('moof')]],
    ['moof before the moov that should come', [...box('ftyp'), ...box('moof')]],
    ['a size below the header', [0, 0, 0, 7, ...box('moof').slice(4)]],
    ['a size of 0, which only ends with the stream', [...box('moof'), 0, 0, 0, 0, ...box('mdat').slice(4)]],
    ['a 64-bit size of 0', [0, 0, 0, 1, ...box('moof').slice(4), 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('refuses %s', (_what, stream) => {
    expect(() => split(stream)).toThrow(MediaError);
  });

  it.each<[string, number[]]>([
    ['half a header', FIRST.slice(0, 5)],
    ['half a box', FIRST.slice(0, 20)],
    ['a moof without mdat', FIRST.slice(0, 38)],
    ['a ftyp without moov', box('ftyp', 4)],
    ['half a box that is left out', box('free', 9).slice(0, -1)],
  ])('finish() refuses %s', (_what, stream) => {
    const splitter = new FragmentSplitter();
    splitter.push(new Uint8Array(stream));
    expect(() => splitter.finish()).toThrow(MediaError);
  });

  it('refuses boxes above the limit before their bytes come, also those it leaves out', () => {
    expect(() => split([...INIT, ...box('moof', 30), ...box('mdat', 93)], [], 100)).toThrow(
      /at most 100 bytes, got 101/,
    );
    expect(() => split(box('free', 93), [], 100)).toThrow(MediaError);
    expect(() => new FragmentSplitter().push(new Uint8Array([127, 255, 255, 255, ...box('moof').slice(4)]))).toThrow(
      /at most 67108864/,
    );
  });

  it('refuses an endless row of boxes between moof and mdat', () => {
    const stream = [...box('moof', 30), ...box('free', 80), ...box('free', 80)];
    expect(() => split(stream, [], 100)).toThrow(/at most 200 bytes/);
  });
});
