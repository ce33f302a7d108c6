import { describe, expect, it } from 'vitest';

import type { AudioFacts, MediaFacts, VideoFacts } from '../facts/media-facts.ts';
import { DEFAULT_PLAN_POLICY, draftPlan } from '../plan/draft-plan.ts';
import { rational, type Rational } from '../rational.ts';
import { audioChunkArguments, audioCopyArguments } from './audio-chunk-arguments.ts';
import { intermediateArguments, remuxArguments } from './conform-arguments.ts';
import { contactSheetArguments, posterArguments } from './image-arguments.ts';
import { seekTarget } from './input-arguments.ts';
import { packetScanArguments, probeArguments } from './probe-arguments.ts';
import { videoChunkArguments } from './video-chunk-arguments.ts';

const SOURCE = { path: '/films/-i lecture %05d.mp4', demuxer: 'mov' };

function video(change: Partial<VideoFacts> = {}, rate: Rational = rational(30_000, 1001), frames = 1800): VideoFacts {
  return {
    streamIndex: 0,
    codec: 'h264',
    width: 1280,
    height: 720,
    rotationDegrees: 0,
    colour: { matrix: 'bt709' },
    timing: {
      frameCount: frames,
      startTime: rational(0),
      endTime: rational(frames * rate.den, rate.num),
      constantRate: rate,
      averageRate: rate,
      keyFrameTimes: [0, 8.341667, 16.683333, 25.025, 33.366667, 41.708333],
    },
    ...change,
  };
}

function audio(change: Partial<AudioFacts> = {}): AudioFacts {
  const timing = { startTime: rational(0), endTime: rational(302, 5), packetCount: 2860, gaplessStartSample: -1024 };
  return {
    streamIndex: 1,
    codec: 'aac',
    profile: 'LC',
    sampleRate: 48_000,
    channels: 2,
    bitrateBps: 128_000,
    isDefault: true,
    timing,
    ...change,
  };
}

function facts(change: Partial<MediaFacts> = {}): MediaFacts {
  return {
    container: 'mov',
    startTime: rational(0),
    video: video(),
    audio: [audio()],
    otherStreams: [],
    isEncrypted: false,
    ...change,
  };
}

function plan(source = facts(), policy = DEFAULT_PLAN_POLICY) {
  return draftPlan(source, SOURCE.demuxer, policy);
}

/** One option a line, so that a change reads like one. */
function lines(args: readonly string[]): string {
  return args.join('\n').replaceAll(/\n(?!-[a-z])/g, ' ');
}

const SECOND_CHUNK = { firstSegment: 4, segmentCount: 3 };

describe('the arguments of a chunk of picture', () => {
  const request = {
    plan: plan(),
    source: SOURCE,
    chunk: SECOND_CHUNK,
    renditionIds: ['360p', '480p', '720p'],
    threads: 1,
  };

  it('are these', () => {
    expect(lines(videoChunkArguments(request))).toMatchSnapshot();
  });

  it('are these for the first frame, of which the init segments are made', () => {
    const first = { ...request, chunk: { firstSegment: 0, segmentCount: 1 }, threads: 2, isInitOnly: true };
    expect(lines(videoChunkArguments(first))).toMatchSnapshot();
  });

  it('are these for a film of 59.94 frames a second, HDR, interlaced and slanted', () => {
    const colour = { matrix: 'bt2020nc', transfer: 'smpte2084', range: 'pc' as const };
    const odd = video({ colour, isInterlaced: true, rotationDegrees: undefined }, rational(60_000, 1001), 3600);
    const startTime = rational(90_000);
    const late = { ...odd.timing, startTime, endTime: rational(90_060), keyFrameTimes: [90_000, 90_010, 90_020] };
    const source = facts({ startTime, video: { ...odd, timing: late }, audio: [] });
    expect(lines(videoChunkArguments({ ...request, plan: plan(source) }))).toMatchSnapshot();
  });

  it('are these for a sound without picture', () => {
    const still = plan(facts({ video: undefined }));
    expect(lines(videoChunkArguments({ ...request, plan: still, renditionIds: ['360p'] }))).toMatchSnapshot();
  });

  it.each(['fast', 'small'] as const)('differ with economy %s in the encoder alone', (economy) => {
    const args = videoChunkArguments({ ...request, plan: plan(facts(), { ...DEFAULT_PLAN_POLICY, economy }) });
    const usual = videoChunkArguments(request);
    const changed = args.filter((arg, i) => arg !== usual[i]);
    expect(new Set(changed)).toMatchSnapshot();
  });

  it('ask for the key frames of the chunk alone, on its own clock', () => {
    const args = videoChunkArguments(request);
    expect(args[args.indexOf('-force_key_frames') + 1]).toBe('0.000000,4.004000,8.008000');
  });
});

describe('the arguments of a chunk of sound', () => {
  const encoded = plan(facts({ audio: [audio({ codec: 'flac', sampleRate: 96_000 })] }));
  const copied = plan();

  it('are these', () => {
    const rendition = encoded.audio[0]!;
    expect(
      lines(audioChunkArguments({ plan: encoded, source: SOURCE, rendition, firstFrame: 469, endFrame: 1000 })),
    ).toMatchSnapshot();
  });

  it('have no more to throw away at the beginning than there is', () => {
    const request = { plan: encoded, source: SOURCE, rendition: encoded.audio[0]!, firstFrame: 100, endFrame: 469 };
    const args = audioChunkArguments(request);
    expect(args).not.toContain('-ss');
    expect(args.join(' ')).toContain('first_pts=0,');
    expect(args.join(' ')).toContain(`atrim=end_sample=${(469 + 4) * 1024}`);
  });

  it('put packets of a coarse clock where they belong', () => {
    const timing = { ...audio().timing, packetGrid: { firstSample: -16, packetSamples: 1024, toleranceSamples: 48 } };
    const coarse = plan(facts({ audio: [audio({ codec: 'opus', timing })] }));
    const request = { plan: coarse, source: SOURCE, rendition: coarse.audio[0]!, firstFrame: 469, endFrame: 1000 };
    expect(lines(audioChunkArguments(request))).toMatchSnapshot();
  });

  it('are these to copy it', () => {
    const rendition = copied.audio[0]!;
    expect(rendition.mode).toBe('copy');
    expect(
      lines(audioCopyArguments({ plan: copied, source: SOURCE, rendition, firstFrame: 469, endFrame: 1000 })),
    ).toMatchSnapshot();
  });
});

describe('the arguments of', () => {
  it('a rewrite are these', () => {
    expect(lines(remuxArguments(SOURCE, facts(), '/data/remuxed.media'))).toMatchSnapshot('packets');
    expect(lines(intermediateArguments(SOURCE, facts(), '/data/intermediate.media'))).toMatchSnapshot('encoded');
  });

  it('a rewrite choose Matroska for what MP4 cannot hold', () => {
    const format = (source: MediaFacts): string | undefined => remuxArguments(SOURCE, source, '/x').at(-2);
    expect(format(facts())).toBe('mp4');
    expect(format(facts({ audio: [audio(), audio({ codec: 'vorbis' })] }))).toBe('matroska');
    expect(format(facts({ video: video({ codec: 'vp8' }) }))).toBe('matroska');
    expect(format(facts({ video: undefined, audio: [audio({ codec: 'mp3' })] }))).toBe('mp4');
  });

  it('probing are these', () => {
    expect(lines(probeArguments(SOURCE))).toMatchSnapshot('streams');
    expect(lines(packetScanArguments(SOURCE))).toMatchSnapshot('packets');
  });

  it('pictures are these', () => {
    expect(lines(posterArguments('/data/cells'))).toMatchSnapshot('poster');
    expect(lines(contactSheetArguments('/data/cells', true, 400))).toMatchSnapshot('sheet of key frames');
    expect(lines(contactSheetArguments('/data/cells', false, 40))).toMatchSnapshot('sheet of a short video');
  });

  it('every run name files as URLs, forbid other protocols and demuxers, and read nothing from the terminal', () => {
    const chunk = { plan: plan(), source: SOURCE, chunk: SECOND_CHUNK, renditionIds: ['360p'], threads: 1 };
    const sound = { plan: plan(), source: SOURCE, rendition: plan().audio[0]!, firstFrame: 0, endFrame: 10 };
    const encodes = [videoChunkArguments(chunk), audioChunkArguments(sound), audioCopyArguments(sound)];
    const runs = [...encodes, remuxArguments(SOURCE, facts(), '/x'), intermediateArguments(SOURCE, facts(), '/x')];
    for (const args of [...runs, probeArguments(SOURCE), packetScanArguments(SOURCE)]) {
      const text = args.join(' ');
      expect(args.filter((arg) => arg.includes(SOURCE.path))).toEqual([`file:${SOURCE.path}`]);
      expect(text).toContain('-protocol_whitelist file,pipe -format_whitelist mov -max_pixels 35389440 -f mov');
      expect(text).not.toMatch(/https?:|concat:|crypto:/);
    }
    for (const args of runs) expect(args).toContain('-nostdin');
  });
});

describe('seekTarget', () => {
  it.each<[string, Rational, number[], Rational]>([
    ['just past the key frame that the start needs', rational(10), [0, 8, 16], rational(82, 10)],
    ['just past a key frame at the start itself', rational(8), [0, 8, 16], rational(82, 10)],
    ['before the start among key frames that lie close together', rational(10), [9.8, 10, 10.2], rational(975, 100)],
    ['before the start where no key frame is known', rational(10), [], rational(975, 100)],
    ['before the start where the first key frame comes later', rational(1), [2, 4], rational(3, 4)],
    ['past the last key frame', rational(100), [0, 90], rational(902, 10)],
  ])('is %s', (_name, start, keyFrames, wanted) => {
    expect(seekTarget(start, keyFrames)).toEqual(wanted);
  });
});
