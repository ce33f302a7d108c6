import { describe, expect, it } from 'vitest';

import { MediaError } from '../../media/media-error.ts';
import type { FragmentFacts, FragmentSample } from '../../media/isobmff/fragment.ts';
import { verifyPictureFragment } from './expected-fragment.ts';

const TICKS = 1001;
const EXPECTED = { frameCount: 5, frameTicks: TICKS, baseDecodeTimeTicks: 60 * TICKS };

/** Shown order 0 3 1 2 4 as an encoder with two B frames gives it, each offset signed (CMAF). */
function fragment(
  change: (samples: FragmentSample[]) => void = () => undefined,
  start = EXPECTED.baseDecodeTimeTicks,
): FragmentFacts {
  const samples = [0, 3, 1, 2, 4].map((shownAt, i): FragmentSample => ({
    offsetBytes: 100 + i * 10,
    sizeBytes: 10,
    durationTicks: TICKS,
    compositionOffsetTicks: (shownAt - i) * TICKS,
    isSync: i === 0,
  }));
  change(samples);
  return { sequenceNumber: 1, trackId: 1, baseDecodeTimeTicks: start, durationTicks: samples.length * TICKS, samples };
}

function set(index: number, change: Partial<FragmentSample>) {
  return (samples: FragmentSample[]): void => void (samples[index] = { ...samples[index]!, ...change });
}

describe('verifyPictureFragment', () => {
  it('passes a segment as it was planned', () => {
    expect(() => verifyPictureFragment(fragment(), EXPECTED, '360p segment 4')).not.toThrow();
  });

  it.each<[string, FragmentFacts, string]>([
    ['a frame too few', fragment((samples) => void samples.pop()), 'wanted frames 5, got 4'],
    ['a frame too many', fragment((samples) => void samples.push(samples[4]!)), 'wanted frames 5, got 6'],
    ['another start', fragment(() => undefined, 0), 'wanted decode time 60060, got 0'],
    ['no key frame', fragment(set(0, { isSync: false })), 'frame 0 differs'],
    ['a second key frame', fragment(set(3, { isSync: true })), 'frame 3 differs'],
    ['a longer frame', fragment(set(2, { durationTicks: 1002 })), 'wanted duration of frame 2 1001, got 1002'],
    [
      'two frames at one time',
      fragment(set(4, { compositionOffsetTicks: -TICKS })),
      'wanted time of shown frame 4 64064, got 63063',
    ],
    [
      'a gap before the first frame',
      fragment(set(0, { compositionOffsetTicks: 1 })),
      'wanted time of shown frame 0 60060, got 60061',
    ],
  ])('names %s', (_name, damaged, message) => {
    const check = (): void => verifyPictureFragment(damaged, EXPECTED, '360p segment 4');
    expect(check).toThrow(MediaError);
    expect(check).toThrow(`360p segment 4: `);
    expect(check).toThrow(message);
  });
});
