import { describe, expect, it } from 'vitest';

import type { MediaFacts } from '../facts/media-facts.ts';
import { DEFAULT_GRID_POLICY, makeGrid } from '../grid/grid.ts';
import { rational } from '../rational.ts';
import { conformingByContainer, wastesDecoding } from './conforming.ts';
import type { PlanDraft } from './plan.ts';

function facts(options: { picture?: boolean; sound?: boolean; duration?: boolean } = {}): MediaFacts {
  const { picture = true, sound = true, duration = true } = options;
  return {
    claimedDuration: duration ? rational(10) : undefined,
    video: picture ? {} : undefined,
    audio: sound ? [{}] : [],
  } as unknown as MediaFacts;
}

describe('conformingByContainer', () => {
  it.each([
    ['MP4', 'mov', facts(), false, 'none'],
    ['Matroska', 'matroska', facts(), false, 'none'],
    ['a fragmented MP4', 'mov', facts(), true, 'remux'],
    ['a browser recording without duration', 'matroska', facts({ duration: false }), false, 'remux'],
    ['a transport stream', 'mpegts', facts(), false, 'remux'],
    ['AVI', 'avi', facts(), false, 'remux'],
    ['FLV', 'flv', facts(), false, 'remux'],
    ['Ogg with a picture', 'ogg', facts(), false, 'remux'],
    ['Ogg with sound only', 'ogg', facts({ picture: false }), false, 'remux'],
    ['M4A', 'mov', facts({ picture: false }), false, 'none'],
    ['neither picture nor sound', 'mp3', facts({ picture: false, sound: false }), false, 'none'],
  ])('%s', (_name, demuxer, source, isFragmented, wanted) => {
    expect(conformingByContainer(demuxer, source, isFragmented)).toBe(wanted);
  });
});

describe('wastesDecoding', () => {
  const draft = (seconds: number, keyFrameTimes: readonly number[]): PlanDraft =>
    ({
      grid: makeGrid(rational(25), seconds * 25, DEFAULT_GRID_POLICY),
      containerStart: rational(5),
      picture: { kind: 'frames', zeroTime: rational(5), keyFrameTimes },
    }) as unknown as PlanDraft;
  const every = (step: number, seconds: number): number[] =>
    Array.from({ length: Math.ceil(seconds / step) }, (_, i) => i * step);

  it.each([
    ['an hour with key frames every 2 s', 3600, 2, false],
    ['an hour with key frames every 10 s', 3600, 10, false],
    ['an hour with key frames every 30 s', 3600, 30, false],
    ['an hour with key frames every 37 s', 3600, 37, false],
    ['an hour with one key frame', 3600, 3600, true],
    ['an hour with key frames every five minutes', 3600, 300, true],
    ['a minute with one key frame', 60, 60, false],
  ])('%s', (_name, seconds, step, wastes) => {
    expect(wastesDecoding(draft(seconds, every(step, seconds)))).toBe(wastes);
  });

  it('is no question for a still picture', () => {
    expect(wastesDecoding({ ...draft(7200, [0]), picture: { kind: 'still' } })).toBe(false);
  });
});
