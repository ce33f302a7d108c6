import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { toAnnexB } from './annex-b.ts';
import type { AvcConfiguration } from './avc-configuration.ts';

const CONFIGURATION: AvcConfiguration = {
  profileIdc: 100,
  constraintFlags: 0,
  levelIdc: 31,
  lengthSize: 2,
  sps: [new Uint8Array([0x67, 1])],
  pps: [new Uint8Array([0x68, 2]), new Uint8Array([0x68, 3])],
  codecs: 'avc1.64001f',
};

const AUD = [0x09, 0xf0];
const OWN_AUD = [0x09, 0x10];
const SPS = [0x67, 1];
const OWN_SPS = [0x67, 9];
const PPS = [0x68, 2];
const PPS_2 = [0x68, 3];
const SEI = [0x06, 5];
const IDR = [0x65, 7, 7];
const SLICE = [0x41, 8];

function sample(...nals: number[][]): Uint8Array {
  return new Uint8Array(nals.flatMap((nal) => [nal.length >> 8, nal.length & 255, ...nal]));
}

function stream(...nals: number[][]): Uint8Array {
  return new Uint8Array(nals.flatMap((nal) => [0, 0, 0, 1, ...nal]));
}

describe('toAnnexB', () => {
  it.each<[string, number[][], number[][]]>([
    ['puts a delimiter before a picture', [SLICE], [AUD, SLICE]],
    ['puts the parameter sets before an IDR picture, ahead of its SEI', [SEI, IDR], [AUD, SPS, PPS, PPS_2, SEI, IDR]],
    ['keeps an own delimiter and adds none', [OWN_AUD, SLICE], [OWN_AUD, SLICE]],
    ['moves a misplaced delimiter to the front', [SEI, OWN_AUD, SLICE], [OWN_AUD, SEI, SLICE]],
    ['drops a second delimiter', [OWN_AUD, AUD, SLICE], [OWN_AUD, SLICE]],
    ['adds no parameter sets to those in band', [OWN_SPS, PPS, IDR], [AUD, OWN_SPS, PPS, IDR]],
    ['adds them when only one kind is in band', [OWN_SPS, IDR], [AUD, SPS, PPS, PPS_2, OWN_SPS, IDR]],
    ['adds none before other pictures', [SEI, SLICE, SLICE], [AUD, SEI, SLICE, SLICE]],
    ['makes a lone delimiter of an empty sample', [], [AUD]],
  ])('%s', (_what, nals, expected) => {
    expect(toAnnexB(sample(...nals), CONFIGURATION)).toEqual(stream(...expected));
  });

  it('leaves the sample alone', () => {
    const bytes = sample(IDR);
    toAnnexB(bytes, CONFIGURATION);
    expect(bytes).toEqual(sample(IDR));
  });

  it('refuses a sample whose lengths overrun', () => {
    expect(() => toAnnexB(new Uint8Array([0, 9, 0x65]), CONFIGURATION)).toThrow(MediaError);
  });
});
