import { describe, expect, it } from 'vitest';

import { rational, type Rational } from '../rational.ts';
import type { AudioFacts, MediaFacts, VideoFacts } from '../facts/media-facts.ts';
import { timelineZero } from './timeline-zero.ts';

const RATE = rational(25);

function facts(start: { container?: Rational; video?: Rational; audio?: Rational }): MediaFacts {
  const timing = (startTime: Rational) => ({ startTime, endTime: rational(100), frameCount: 2500, packetCount: 4000 });
  return {
    container: 'test',
    startTime: start.container ?? rational(0),
    video: start.video && ({ timing: { ...timing(start.video), keyFrameTimes: [] } } as unknown as VideoFacts),
    audio: start.audio ? [{ timing: timing(start.audio) } as unknown as AudioFacts] : [],
    otherStreams: [],
    isEncrypted: false,
  };
}

describe('timelineZero', () => {
  it.each([
    { what: 'both begin at 0', video: 0, audio: 0, zero: 0 },
    { what: 'the sound is 21 ms of padding early', video: 21, audio: 0, zero: 21 },
    { what: 'the sound is 39 ms early, almost a frame', video: 39, audio: 0, zero: 39 },
    { what: 'the sound is a frame early, which is still but padding', video: 40, audio: 0, zero: 40 },
    { what: 'the sound is a frame and a half early', video: 60, audio: 0, zero: 20 },
    { what: 'the sound is two and a half frames early', video: 100, audio: 0, zero: 20 },
    { what: 'the sound is late', video: 0, audio: 700, zero: 0 },
    { what: 'both are late', video: 5033, audio: 5000, zero: 5033 },
    { what: 'the sound is a microsecond less than two frames early', video: 79.999, audio: 0, zero: -0.001 },
  ])('lets the first picture fall on the grid when $what', ({ video, audio, zero }) => {
    const milliseconds = (value: number): Rational => rational(Math.round(value * 1000), 1_000_000);
    const start = {
      container: milliseconds(Math.min(video, audio)),
      video: milliseconds(video),
      audio: milliseconds(audio),
    };
    expect(timelineZero(facts(start), RATE)).toEqual(milliseconds(zero));
  });

  it('never cuts off more than 50 ms of sound, however long a frame lasts', () => {
    expect(timelineZero(facts({ video: rational(3, 10), audio: rational(0) }), rational(1))).toEqual(rational(-7, 10));
    expect(timelineZero(facts({ video: rational(1, 25), audio: rational(0) }), rational(1))).toEqual(rational(1, 25));
    expect(timelineZero(facts({ video: rational(1, 20), audio: rational(0) }), rational(60))).toEqual(rational(1, 20));
    expect(timelineZero(facts({ video: rational(1, 15), audio: rational(0) }), rational(60))).toEqual(rational(0));
  });

  it('passes over priming before the container starts', () => {
    expect(timelineZero(facts({ video: rational(0), audio: rational(-1024, 48_000) }), RATE)).toEqual(rational(0));
  });

  it('begins with whatever there is', () => {
    expect(timelineZero(facts({ video: rational(7, 5) }), RATE)).toEqual(rational(7, 5));
    expect(timelineZero(facts({ audio: rational(7, 5) }), RATE)).toEqual(rational(7, 5));
    expect(() => timelineZero(facts({}), RATE)).toThrow('wanted a picture or a sound stream');
  });

  it('follows the frames in the middle where the first one is off their beat', () => {
    const source = facts({ video: rational(0), audio: rational(0) });
    const video = {
      ...source.video,
      timing: { ...source.video!.timing, phaseTime: rational(1007, 100) },
    } as VideoFacts;
    expect(timelineZero({ ...source, video }, RATE)).toEqual(rational(-1, 100));
  });

  it('is not moved past the first picture by a container start that was rounded up', () => {
    const start = { container: rational(33_367, 1_000_000), video: rational(3003, 90_000) };
    expect(timelineZero(facts(start), rational(30_000, 1001))).toEqual(rational(3003, 90_000));
  });
});
