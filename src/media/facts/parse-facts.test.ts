import { describe, expect, it } from 'vitest';

import { MediaError } from '../media-error.ts';
import { rational } from '../rational.ts';
import type { AudioTiming } from './media-facts.ts';
import type { FrameTiming } from './frame-timing.ts';
import type { StreamTiming } from './stream-timing.ts';
import { parseFacts } from './parse-facts.ts';

const FRAMES: FrameTiming = { frameCount: 50, startTime: rational(0), endTime: rational(2), keyFrameTimes: [0] };
const PACKETS: AudioTiming = { startTime: rational(0), endTime: rational(2), packetCount: 94 };

/** Times for every stream but those that are said to have none. */
function times(...without: readonly number[]): StreamTiming {
  return {
    frameTiming: ({ index }) => (without.includes(index) ? undefined : FRAMES),
    audioTiming: ({ index }) => (without.includes(index) ? undefined : PACKETS),
  };
}

const PICTURE = { index: 0, codec_type: 'video', codec_name: 'h264', width: 1280, height: 720, time_base: '1/25' };
const SOUND = {
  index: 1,
  codec_type: 'audio',
  codec_name: 'aac',
  sample_rate: '48000',
  channels: 2,
  time_base: '1/48000',
};

function facts(
  streams: readonly object[],
  timing = times(),
  format: object = { format_name: 'mov', start_time: '0.000000' },
) {
  return parseFacts(JSON.stringify({ streams, format }), timing);
}

function pictureFacts(stream: object) {
  return facts([{ ...PICTURE, ...stream }]).video!;
}

describe('parseFacts', () => {
  it('counts the pictures beside the main one that move, and no cover art', () => {
    const other = (index: number, more: object = {}) => ({ ...PICTURE, index, width: 320, height: 180, ...more });
    const still: FrameTiming = { ...FRAMES, frameCount: 1 };
    const timing = { ...times(), frameTiming: ({ index }: { index: number }) => (index === 4 ? still : FRAMES) };
    const cover = other(3, { codec_name: 'mjpeg', disposition: { attached_pic: 1 } });
    const { video, otherPictureCount } = facts([other(2), PICTURE, SOUND, cover, other(4)], timing);
    expect([video?.streamIndex, otherPictureCount]).toEqual([0, 1]);
    expect(facts([PICTURE, cover, other(4)], timing)).not.toHaveProperty('otherPictureCount');
  });

  it('reads a plain file', () => {
    const format = { format_name: 'mov,mp4,m4a', start_time: '-0.021333', duration: '2.005000' };
    expect(facts([PICTURE, SOUND], times(), format)).toEqual({
      container: 'mov,mp4,m4a',
      startTime: rational(-21_333, 1_000_000),
      claimedDuration: rational(2005, 1000),
      video: {
        streamIndex: 0,
        codec: 'h264',
        profile: undefined,
        pixelFormat: undefined,
        width: 1280,
        height: 720,
        sampleAspectRatio: undefined,
        rotationDegrees: 0,
        colour: {},
        isInterlaced: undefined,
        timing: FRAMES,
        nominalFrameRate: undefined,
      },
      audio: [{ streamIndex: 1, codec: 'aac', sampleRate: 48_000, channels: 2, isDefault: false, timing: PACKETS }],
      otherStreams: [],
      isEncrypted: false,
    });
  });

  it.each([
    ['nothing said', {}, 0],
    ['a phone held upright (ffprobe turns the other way round)', matrix(-90), 90],
    ['a phone upside down', matrix(180), 180],
    ['upside down the other way', matrix(-180), 180],
    ['a phone held upright, buttons up', matrix(90), 270],
    ['almost a quarter turn', matrix(-89.7), 90],
    ['a slanted picture', matrix(-45), undefined],
    ['a matrix of zeros', matrix('nan'), undefined],
    ['an old tag', { tags: { rotate: '90' } }, 90],
    ['an old tag of another kind', { tags: { rotate: 'left' } }, undefined],
    ['a full turn', matrix(-360), 0],
    ['other side data', { side_data_list: [{ side_data_type: 'CPB properties', rotation: 90 }] }, 0],
  ])('turns the picture upright: %s', (_name, stream, degrees) => {
    expect(pictureFacts(stream).rotationDegrees).toBe(degrees);
  });

  it.each([
    ['1:1', rational(1)],
    ['64:45', rational(64, 45)],
    ['0:1', undefined],
    ['N/A', undefined],
    [undefined, undefined],
    ['-4:3', undefined],
  ])('pixel shape %s', (text, ratio) => {
    expect(pictureFacts({ sample_aspect_ratio: text }).sampleAspectRatio).toEqual(ratio);
  });

  it.each([
    ['progressive', false],
    ['tt', true],
    ['bb', true],
    ['tb', true],
    ['unknown', undefined],
    [undefined, undefined],
  ])('field order %s', (order, interlaced) => {
    expect(pictureFacts({ field_order: order }).isInterlaced).toBe(interlaced);
  });

  it('keeps colour tags that say something', () => {
    const tags = { color_primaries: 'bt2020', color_transfer: 'smpte2084', color_space: 'bt2020nc', color_range: 'tv' };
    expect(pictureFacts(tags).colour).toEqual({
      primaries: 'bt2020',
      transfer: 'smpte2084',
      matrix: 'bt2020nc',
      range: 'tv',
    });
    const empty = {
      color_primaries: 'unknown',
      color_transfer: 'reserved',
      color_space: 'unspecified',
      color_range: 'unknown',
    };
    expect(pictureFacts(empty).colour).toEqual({});
    expect(pictureFacts({ pix_fmt: 'yuvj420p' }).colour.range).toBe('pc');
    expect(pictureFacts({ pix_fmt: 'yuvj420p', color_range: 'tv' }).colour.range).toBe('tv');
  });

  it('shows the default picture, else the largest, and never cover art', () => {
    const cover = {
      ...PICTURE,
      index: 2,
      codec_name: 'mjpeg',
      width: 3000,
      height: 3000,
      disposition: { attached_pic: 1 },
    };
    const small = { ...PICTURE, index: 3, width: 320, height: 180, disposition: { default: 1 } };
    const large = { ...PICTURE, index: 4, width: 1920, height: 1080 };
    expect(facts([cover, PICTURE, large]).video?.streamIndex).toBe(4);
    expect(facts([cover, large, small]).video?.streamIndex).toBe(3);
    expect(facts([cover]).video).toBeUndefined();
    expect(facts([large, PICTURE], times(4)).video?.streamIndex).toBe(0);
  });

  it.each([
    ['no size', { width: 0 }],
    ['no codec', { codec_name: undefined }],
    ['no index', { index: undefined }],
  ])('passes over a picture of %s', (_name, change) => {
    expect(facts([{ ...PICTURE, ...change }, SOUND]).video).toBeUndefined();
  });

  it('keeps every sound track that can be played, with what is said of it', () => {
    const german = {
      ...SOUND,
      index: 2,
      bit_rate: '127999',
      profile: 'LC',
      tags: { language: 'ger', title: 'Deutsch' },
      disposition: { default: 1 },
    };
    const audio = facts(
      [
        SOUND,
        german,
        { ...SOUND, index: 3, sample_rate: '0' },
        { ...SOUND, index: 4, channels: 0 },
        { ...SOUND, index: 5 },
      ],
      times(5),
    ).audio;
    expect(audio.map((track) => track.streamIndex)).toEqual([1, 2]);
    expect(audio[1]).toMatchObject({
      bitrateBps: 127_999,
      profile: 'LC',
      language: 'ger',
      title: 'Deutsch',
      isDefault: true,
    });
    expect(facts([{ ...SOUND, bit_rate: 'N/A' }]).audio[0]?.bitrateBps).toBeUndefined();
  });

  it('names the other streams', () => {
    const streams = [
      { index: 0, codec_type: 'data', codec_tag_string: 'tmcd' },
      { index: 1, codec_type: 'subtitle', codec_name: 'mov_text' },
      { index: 2, codec_type: 'attachment' },
    ];
    expect(facts(streams).otherStreams).toEqual(['tmcd', 'mov_text', 'unknown']);
  });

  it.each([
    ['a sample entry of common encryption', { codec_tag_string: 'encv' }, true],
    ['side data about encryption', { side_data_list: [{ side_data_type: 'Encryption initialization data' }] }, true],
    ['neither', { codec_tag_string: 'avc1', side_data_list: [{ side_data_type: 'Display Matrix' }, {}] }, false],
  ])('encrypted or not: %s', (_name, stream, isEncrypted) => {
    expect(facts([{ ...PICTURE, ...stream }]).isEncrypted).toBe(isEncrypted);
  });

  it('keeps unknown what a file does not say', () => {
    expect(facts([], times(), { start_time: 'N/A', duration: 'N/A' })).toMatchObject({
      container: 'unknown',
      startTime: rational(0),
      claimedDuration: undefined,
      video: undefined,
      audio: [],
    });
  });

  it.each(['', '{', 'null', '[]', '"text"', '3', '{}', '{"streams":[]}', 'ffprobe: error'])('refuses %j', (text) => {
    expect(() => parseFacts(text, times())).toThrow(MediaError);
  });
});

function matrix(rotation: number | string): object {
  return { side_data_list: [{ side_data_type: 'Display Matrix', rotation }] };
}
