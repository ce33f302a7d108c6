import { describe, expect, it } from 'vitest';

import type { AudioFacts, MediaFacts, VideoFacts } from '../facts/media-facts.ts';
import { segmentCount } from '../grid/grid.ts';
import { MediaError } from '../media-error.ts';
import { rational, type Rational } from '../rational.ts';
import { DEFAULT_PLAN_POLICY, draftPlan, timelineKeyFrames } from './draft-plan.ts';

function video(rate: Rational, seconds: number, change: Partial<VideoFacts> = {}, start = rational(0)): VideoFacts {
  const timing = {
    frameCount: Math.round((seconds * rate.num) / rate.den),
    startTime: start,
    endTime: rational(Math.round((start.num / start.den + seconds) * 90_000), 90_000),
    constantRate: rate,
    averageRate: rate,
    keyFrameTimes: [start.num / start.den],
  };
  return {
    streamIndex: 0,
    codec: 'h264',
    width: 1920,
    height: 1080,
    rotationDegrees: 0,
    colour: {},
    timing,
    ...change,
  };
}

function audio(startSeconds: number, endSeconds: number): AudioFacts {
  const timing = {
    startTime: rational(startSeconds * 1000, 1000),
    endTime: rational(endSeconds * 1000, 1000),
    packetCount: 10,
  };
  return { streamIndex: 1, codec: 'aac', sampleRate: 48_000, channels: 2, isDefault: true, timing };
}

function draft(change: Partial<MediaFacts>, policy = DEFAULT_PLAN_POLICY) {
  const facts: MediaFacts = {
    container: 'x',
    startTime: rational(0),
    audio: [],
    otherStreams: [],
    isEncrypted: false,
    ...change,
  };
  return draftPlan(facts, 'mov', policy);
}

describe('draftPlan', () => {
  it('sees from the size of a file whether much moves in it', () => {
    expect(draft({ video: video(rational(25), 20), bitrateBps: 900_000 }).encoder.crf).toBe(24);
    expect(draft({ video: video(rational(25), 20), bitrateBps: 4_000_000 }).encoder.crf).toBe(23);
    expect(draft({ video: video(rational(25), 20) }).encoder.crf).toBe(23);
  });

  it('plans a lecture', () => {
    const plan = draft({ video: video(rational(30), 20), audio: [audio(0, 20)] });
    expect(plan.grid.boundaries).toEqual([0, 60, 120, 180, 300, 420, 540, 600]);
    expect(plan.video.map(({ id, level, timescale, frameTicks }) => ({ id, level, timescale, frameTicks }))).toEqual([
      { id: '360p', level: '3.0', timescale: 30_000, frameTicks: 1000 },
      { id: '480p', level: '3.1', timescale: 30_000, frameTicks: 1000 },
      { id: '720p', level: '3.1', timescale: 30_000, frameTicks: 1000 },
      { id: '1080p', level: '4.0', timescale: 30_000, frameTicks: 1000 },
    ]);
    expect(plan.video.map(({ maxrateBps, bufferBits }) => [maxrateBps, bufferBits])).toEqual([
      [856_000, 1_200_000],
      [1_498_000, 2_100_000],
      [2_996_000, 4_200_000],
      [5_350_000, 7_500_000],
    ]);
    expect(plan.notes).toEqual([]);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('is the same for the same facts', () => {
    const facts = { video: video(rational(25), 30), audio: [audio(0, 30)] };
    expect(draft(facts)).toEqual(draft(facts));
  });

  it('takes half the frames of 59.94 a second in small pictures, and cuts on even ones', () => {
    const { grid, video: renditions } = draft({ video: video(rational(60_000, 1001), 15.0317) });
    expect(
      renditions.map(({ id, isHalfRate, timescale, frameTicks }) => ({ id, isHalfRate, timescale, frameTicks })),
    ).toEqual([
      { id: '360p', isHalfRate: true, timescale: 30_000, frameTicks: 1001 },
      { id: '480p', isHalfRate: true, timescale: 30_000, frameTicks: 1001 },
      { id: '720p', isHalfRate: false, timescale: 60_000, frameTicks: 1001 },
      { id: '1080p', isHalfRate: false, timescale: 60_000, frameTicks: 1001 },
    ]);
    expect(grid.boundaries.slice(0, -1).filter((frame) => frame % 2 === 1)).toEqual([]);
    expect(grid.boundaries.at(-1)).toBe(901);
  });

  it.each([
    ['the picture, when the sound is shorter', 10, [audio(0, 4)], 250],
    ["the picture, when the sound goes on for an encoder's padding", 10, [audio(0, 10.4)], 250],
    ['the sound, when it goes on for long', 10, [audio(0, 13)], 325],
    ['the longest sound of several', 10, [audio(0, 4), audio(1, 14)], 350],
  ])('lasts as long as %s', (_name, seconds, tracks, frames) => {
    expect(draft({ video: video(rational(25), seconds), audio: tracks }).grid.boundaries.at(-1)).toBe(frames);
  });

  it('says that the sound goes on, that the rate was variable, and what the picture went through', () => {
    const { timing } = video(rational(25), 10);
    const odd = video(rational(25), 10, {
      timing: { ...timing, constantRate: undefined, averageRate: rational(17) },
      isInterlaced: true,
      colour: { transfer: 'smpte2084' },
    });
    expect(draft({ video: odd, audio: [audio(0, 13)] }).notes).toEqual([
      'The sound goes on 3.0 s after the picture ends: the last picture stays.',
      'Variable frame rate, made constant at 25 frames per second.',
      'High dynamic range (HDR), converted to SDR.',
      'Interlaced picture, deinterlaced.',
    ]);
  });

  it('makes a plain picture for a sound without one', () => {
    const plan = draft({ audio: [audio(0, 61)] });
    expect(plan.picture).toEqual({ kind: 'still' });
    expect(plan.video.map(({ id, width, height }) => ({ id, width, height }))).toEqual([
      { id: '360p', width: 640, height: 360 },
    ]);
    expect(plan.grid.boundaries.at(-1)).toBe(305);
    expect(plan.notes).toEqual(['No picture in the file: an audio lesson with a plain picture.']);
  });

  it('gives picture and sound one zero, and counts key frames from it', () => {
    const start = rational(90_000_140, 1000);
    const late = video(rational(25), 10, {}, start);
    const plan = draft({ startTime: rational(90_000), video: late, audio: [audio(90_000, 90_010)] });
    // 0.14 s are three frames and a half: the half frame (20 ms) is cut off.
    expect(plan.picture).toMatchObject({
      zeroTime: rational(90_000_020, 1000),
      keyFrameTimes: [expect.closeTo(0.14, 6)],
    });
    expect(plan.audio[0]?.zeroTime).toEqual(rational(90_000_020, 1000));
    expect(plan.picture.kind === 'frames' && timelineKeyFrames(plan.picture, plan.containerStart)).toEqual([
      expect.closeTo(0.12, 6),
    ]);
  });

  it('covers all segments with chunks, once', () => {
    const plan = draft({ video: video(rational(25), 300) });
    let next = 0;
    for (const chunk of plan.chunks) {
      expect(chunk.firstSegment).toBe(next);
      next += chunk.segmentCount;
    }
    expect(next).toBe(segmentCount(plan.grid));
  });

  it('keeps a rate whose numerator is large as it is', () => {
    const plan = draft({ video: video(rational(90_000, 3017), 10) });
    expect(plan.video[0]).toMatchObject({ timescale: 90_000, frameTicks: 3017 });
  });

  it('leaves out qualities that no level of H.264 carries, and refuses when none is left', () => {
    const wide = video(rational(60), 10, { width: 8192, height: 1080 });
    expect(draft({ video: wide }).video.map(({ id }) => id)).toEqual(['360p', '480p', '720p']);
    expect(() => draft({ video: wide }, { ...DEFAULT_PLAN_POLICY, shortSides: [1080] })).toThrow(
      'no H.264 level up to 5.2 fits 8192x1080',
    );
  });

  it('refuses a file without picture and sound', () => {
    expect(() => draft({})).toThrow(MediaError);
  });

  it('makes at least one frame of anything', () => {
    const { timing } = video(rational(25), 1);
    const instant = { ...timing, frameCount: 1, endTime: rational(0), constantRate: undefined, averageRate: undefined };
    expect(draft({ video: video(rational(25), 1, { timing: instant }) }).grid.boundaries).toEqual([0, 1]);
  });
});
