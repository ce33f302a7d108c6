import { describe, expect, it } from 'vitest';

import type { AudioFacts, MediaFacts, VideoFacts } from '../facts/media-facts.ts';
import { rational } from '../rational.ts';
import { describeOddities } from './describe-oddities.ts';

function facts(changes: Partial<MediaFacts>): MediaFacts {
  return { container: 'mov', startTime: rational(0), audio: [], otherStreams: [], isEncrypted: false, ...changes };
}

function video(changes: Partial<VideoFacts>): VideoFacts {
  const timing = { frameCount: 1, startTime: rational(0), endTime: rational(10), keyFrameTimes: [0] };
  return { streamIndex: 0, codec: 'h264', width: 16, height: 16, colour: {}, timing, ...changes };
}

function soundWith(...holes: [startSeconds: number, durationSeconds: number][]): AudioFacts {
  return {
    streamIndex: 1,
    codec: 'aac',
    sampleRate: 48_000,
    channels: 2,
    isDefault: true,
    timing: {
      startTime: rational(0),
      endTime: rational(10),
      packetCount: 100,
      holes: holes.map(([startSeconds, durationSeconds]) => ({ startSeconds, durationSeconds })),
    },
  };
}

describe('describeOddities', () => {
  it.each<[string, Partial<MediaFacts>, RegExp | undefined]>([
    ['a plain file', { video: video({ pixelFormat: 'yuv420p' }), claimedDuration: rational(10) }, undefined],
    ['a clock a little off', { claimedDuration: rational(121, 10) }, undefined],
    ['a file cut off', { claimedDuration: rational(20) }, /lasts 20\.0 s, but only 10\.0 s/],
    [
      'a Matroska file that begins at 5 s: its length counts from 0',
      { container: 'matroska,webm', startTime: rational(5), claimedDuration: rational(15) },
      undefined,
    ],
    [
      'a Matroska file cut off',
      { container: 'matroska,webm', startTime: rational(5), claimedDuration: rational(25) },
      /lasts 20\.0 s, but only 10\.0 s/,
    ],
    ['10 bits', { video: video({ pixelFormat: 'yuv422p10le' }) }, /^10 bits per colour, made 8/],
    ['10 bits, semi-planar', { video: video({ pixelFormat: 'p010le' }) }, /^10 bits/],
    ['12 bits of RGB', { video: video({ pixelFormat: 'gbrp12be' }) }, /^12 bits/],
    ['4:4:4 of 8 bits', { video: video({ pixelFormat: 'yuv444p' }) }, undefined],
    ['Dolby Vision', { video: video({ dolbyVision: { profile: 8, compatibilityId: 4 } }) }, /^Dolby Vision/],
    ['two pictures', { video: video({}), otherPictureCount: 1 }, /^The file holds 2 pictures: the main one was used\./],
    [
      'nine sound tracks',
      { audio: Array.from({ length: 9 }, () => soundWith()) },
      /^The file holds 9 sound tracks: 8 /,
    ],
    ['eight sound tracks', { audio: Array.from({ length: 8 }, () => soundWith()) }, undefined],
    ['surround sound', { audio: [{ ...soundWith(), channels: 6 }] }, /^Surround sound/],
    ['stereo', { audio: [soundWith()] }, undefined],
    ['a hole in the sound', { audio: [soundWith([4, 3])] }, /^3\.0 s of the sound are missing in the file at 0:04: /],
    ['one of several tracks', { audio: [soundWith(), soundWith([4, 9])] }, /^6\.0 s of sound track 2 are missing/],
    ['a hole before the picture', { audio: [soundWith([-3, 2])] }, undefined],
    ['subtitles of text', { subtitles: [{ streamIndex: 2, codec: 'mov_text' }] }, undefined],
    [
      'subtitles of pictures',
      { subtitles: [{ streamIndex: 2, codec: 'dvd_subtitle' }] },
      /^Subtitles that are no text \(dvd/,
    ],
    ['data streams', { otherStreams: ['tmcd', 'bin_data'] }, undefined],
  ])('%s', (_name, changes, note) => {
    const notes = describeOddities(facts(changes), 10);
    expect(notes).toEqual(note ? [expect.stringMatching(note)] : []);
  });

  it('tells of the first holes one by one, on the clock of the timeline', () => {
    const holes = Array.from({ length: 7 }, (_, i): [number, number] => [100 + i * 10, 2]);
    const notes = describeOddities(facts({ audio: [soundWith(...holes)] }), 3600, 30);
    expect(notes).toHaveLength(6);
    expect(notes[0]).toMatch(/^2\.0 s of the sound are missing in the file at 1:10: /);
    expect(notes[5]).toBe('2 more stretches of the sound are missing, 4 s together.');
  });

  it('tells of a frame rate that is divided', () => {
    const timing = { ...video({}).timing, constantRate: rational(120) };
    expect(describeOddities(facts({ video: video({ timing }) }), 10)).toEqual([expect.stringMatching(/^120 frames/)]);
    const sixty = { ...timing, constantRate: rational(60_000, 1001) };
    expect(describeOddities(facts({ video: video({ timing: sixty }) }), 10)).toEqual([]);
  });
});
