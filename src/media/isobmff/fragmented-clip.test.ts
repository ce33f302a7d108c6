import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFile, MP4BoxBuffer, type Movie, type Sample } from 'mp4box';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adtsHeader } from '../aac/adts.ts';
import { parseAudioSpecificConfig } from '../aac/audio-specific-config.ts';
import { toAnnexB } from '../avc/annex-b.ts';
import { parseAvcConfiguration } from '../avc/avc-configuration.ts';
import { splitAnnexB, splitLengthPrefixed } from '../avc/nal.ts';
import { parseSps } from '../avc/sps.ts';
import { writeAudioFragment } from './audio-fragment.ts';
import { walkBoxes } from './box.ts';
import { FragmentSplitter } from './fragment-splitter.ts';
import { type FragmentFacts, readFragment, readFragments } from './fragment.ts';
import { type TrackFacts, readInit } from './init.ts';
import { retimeFragment } from './retime-fragment.ts';
import { readSidx } from './sidx.ts';

const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
const FFPROBE = process.env['FFPROBE_PATH'] ?? 'ffprobe';

let folder: string;
let video: Clip;
let audio: Clip;

interface Clip {
  readonly file: Uint8Array;
  readonly init: Uint8Array;
  readonly fragments: Uint8Array[];
  readonly track: TrackFacts;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-isobmff-'));
  // The arguments of an encoded chunk: segments of 1, 1 and 0.5 s at 29.97 frames per second.
  video = clip('video.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=30000/1001', '-frames:v', '75', '-fps_mode', 'passthrough'],
    ...['-c:v', 'libx264', '-threads', '1', '-preset', 'superfast', '-profile:v', 'high', '-level:v', '4.0'],
    ...['-crf', '23', '-maxrate', '996k', '-bufsize', '1400k', '-pix_fmt', 'yuv420p'],
    ...['-x264-params', 'stitchable=1:mbtree=1:rc-lookahead=20', '-g', '240', '-sc_threshold', '0'],
    ...['-forced-idr', '1', '-force_key_frames', '0.000000,1.001000,2.002000', '-flags:v', '+cgop+bitexact'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
    ...['-video_track_timescale', '30000', ...COMMON],
    ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer'],
  ]);
  audio = clip('audio.mp4', [
    ...['-f', 'lavfi', '-i', 'sine=d=1.5:r=44100', '-ac', '2', '-c:a', 'aac', '-b:a', '96k', '-flags:a', '+bitexact'],
    ...[...COMMON, '-movflags', '+empty_moov+default_base_moof+skip_trailer'],
  ]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COMMON = ['-map_metadata', '-1', '-fflags', '+bitexact', '-avoid_negative_ts', 'disabled', '-use_editlist', '0'];

function run(program: string, args: string[]): string {
  return execFileSync(program, ['-v', 'error', ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });
}

function make(name: string, args: string[]): Uint8Array {
  const path = join(folder, name);
  run(FFMPEG, ['-nostdin', '-y', ...args, `file:${path}`]);
  return new Uint8Array(readFileSync(path));
}

function clip(name: string, args: string[]): Clip {
  const file = make(name, [...args, '-f', 'mp4']);
  const splitter = new FragmentSplitter();
  const pieces = [];
  // As a pipe would: in chunks that have nothing to do with boxes.
  for (let at = 0; at < file.length; at += 777) pieces.push(...splitter.push(file.subarray(at, at + 777)));
  splitter.finish();
  const [init, ...fragments] = pieces;
  expect(init?.kind).toBe('init');
  expect(fragments.every(({ kind }) => kind === 'fragment')).toBe(true);
  const [track] = readInit(init!.bytes).tracks;
  return { file, init: init!.bytes, fragments: fragments.map(({ bytes }) => bytes), track: track! };
}

function store(name: string, ...parts: Uint8Array[]): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(parts));
  return `file:${path}`;
}

/** The lines FFmpeg's framemd5 writes for the decoded stream, without headers and times: one hash a frame. */
function pictureHashes(format: string, input: string): string[] {
  const lines = run(FFMPEG, [
    '-f',
    format,
    '-i',
    input,
    '-map',
    '0:v',
    '-fps_mode',
    'passthrough',
    '-f',
    'framemd5',
    '-',
  ]);
  const frames = lines.split('\n').filter((line) => line && !line.startsWith('#'));
  return frames.map((line) => line.split(',').at(-1)!.trim());
}

function packets(input: string): { pts: number; duration: number; hash: string }[] {
  const entries = ['-show_entries', 'packet=pts,duration,data_hash', '-show_data_hash', 'md5', '-of', 'json'];
  const { packets: list } = JSON.parse(run(FFPROBE, [...entries, input])) as {
    packets: { pts: number; duration: number; data_hash: string }[];
  };
  return list.map(({ pts, duration, data_hash: hash }) => ({ pts, duration, hash }));
}

function sampleBytes(fragment: Uint8Array, facts: FragmentFacts): Uint8Array[] {
  return facts.samples.map(({ offsetBytes, sizeBytes }) => fragment.subarray(offsetBytes, offsetBytes + sizeBytes));
}

/** What the independent parser says about a whole file. */
function mp4box(file: Uint8Array): { info: Movie; samples: Sample[]; samplesOf: (trackId: number) => Sample[] } {
  const parser = createFile();
  let info: Movie | undefined;
  parser.onReady = (movie) => (info = movie);
  const copy = new ArrayBuffer(file.length);
  new Uint8Array(copy).set(file);
  parser.appendBuffer(MP4BoxBuffer.fromArrayBuffer(copy, 0));
  parser.flush();
  const samplesOf = (trackId: number): Sample[] => parser.getTrackSamplesInfo(trackId);
  return { info: info!, samples: samplesOf(info!.tracks[0]!.id), samplesOf };
}

describe('a video chunk as FFmpeg writes it', () => {
  it('is an init and one fragment for each segment, to the last byte', () => {
    expect(video.fragments).toHaveLength(3);
    expect(Buffer.concat([video.init, ...video.fragments]).equals(video.file)).toBe(true);
  });

  it('declares what was asked for', () => {
    expect(video.track).toMatchObject({
      trackId: 1,
      kind: 'video',
      timescale: 30_000,
      codecs: 'avc1.640028',
      isEncrypted: false,
      width: 160,
      height: 90,
      hasEditList: false,
    });
    const configuration = parseAvcConfiguration(video.track.avcConfiguration!);
    expect(configuration).toMatchObject({ codecs: video.track.codecs, lengthSize: 4 });
    expect(parseSps(configuration.sps[0]!)).toMatchObject({
      profileIdc: 100,
      levelIdc: 40,
      width: 160,
      height: 90,
      codedHeight: 96,
      frameMbsOnly: true,
      chroma: '4:2:0',
      colour: { isFullRange: false, primaries: 1, transfer: 1, matrix: 1 },
      timing: { frameRate: { num: 30_000, den: 1001 } },
    });
  });

  it('has whole frames, one sync sample at the front of each fragment, and times that tile', () => {
    const facts = video.fragments.map((fragment) => readFragment(fragment, video.track));
    expect(facts.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2, 3]);
    expect(facts.map(({ samples }) => samples.length)).toEqual([30, 30, 15]);
    expect(facts.map(({ baseDecodeTimeTicks }) => baseDecodeTimeTicks)).toEqual([0, 30_030, 60_060]);
    expect(facts.map(({ durationTicks }) => durationTicks)).toEqual([30_030, 30_030, 15_015]);
    facts.forEach(({ samples }, index) => {
      expect(samples.every(({ durationTicks }) => durationTicks === 1001)).toBe(true);
      expect(samples.map(({ isSync }) => isSync)).toEqual(samples.map((_, i) => i === 0));
      expect(samples[0]!.compositionOffsetTicks).toBe(0);
      // B-frames: some shown before they are decoded, so the offsets are signed.
      expect(Math.min(...samples.map(({ compositionOffsetTicks }) => compositionOffsetTicks))).toBeLessThan(0);
      const mdat = walkBoxes(video.fragments[index]!)[1]!;
      const dataBytes = samples.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
      expect(dataBytes).toBe(mdat.size - mdat.headerSize);
      expect(samples[0]!.offsetBytes).toBe(mdat.offset + mdat.headerSize);
    });
  });

  it('reads the same from the whole file, with offsets in it', () => {
    const all = readFragments(video.file, video.track);
    let start = video.init.length;
    video.fragments.forEach((fragment, index) => {
      const { samples, ...rest } = readFragment(fragment, video.track);
      const moved = samples.map((sample) => ({ ...sample, offsetBytes: sample.offsetBytes + start }));
      expect(all[index]).toEqual({ ...rest, samples: moved });
      start += fragment.length;
    });
  });

  it('reads the same as mp4box', () => {
    const { info, samples } = mp4box(video.file);
    expect(info.tracks[0]).toMatchObject({ id: 1, timescale: 30_000, codec: video.track.codecs });
    expect(info.tracks[0]!.video).toMatchObject({ width: 160, height: 90 });
    expect(ourSamples(video)).toEqual(theirSamples(samples));
  });

  it('decodes after it was moved in time, and starts there', () => {
    const moved = video.fragments.map((fragment, index) =>
      retimeFragment(fragment, { sequenceNumber: index + 101, baseDecodeTimeTicks: 2 ** 33 + 30_030 * index }),
    );
    const path = store('moved.mp4', video.init, ...moved);
    expect(readFragment(moved[2]!, video.track)).toMatchObject({
      sequenceNumber: 103,
      baseDecodeTimeTicks: 2 ** 33 + 60_060,
    });
    const { samples } = mp4box(new Uint8Array(readFileSync(join(folder, 'moved.mp4'))));
    expect([samples[0]!.dts, samples[30]!.dts]).toEqual([2 ** 33, 2 ** 33 + 30_030]);
    expect(pictureHashes('mp4', path)).toEqual(pictureHashes('mp4', store('still.mp4', video.file)));
  });

  it('becomes an Annex B stream with the same pictures', () => {
    const configuration = parseAvcConfiguration(video.track.avcConfiguration!);
    const units = video.fragments.flatMap((fragment) =>
      sampleBytes(fragment, readFragment(fragment, video.track)).map((sample) => toAnnexB(sample, configuration)),
    );
    expect(units).toHaveLength(75);
    // Nothing is lost or invented: our own splitter finds the delimiter, the sets before an IDR, and the sample's
    // units.
    const first = readFragment(video.fragments[0]!, video.track);
    const [sample] = sampleBytes(video.fragments[0]!, first);
    expect(splitAnnexB(units[0]!).slice(3)).toEqual(splitLengthPrefixed(sample!, 4));
    const hashes = pictureHashes('h264', store('video.h264', ...units));
    expect(hashes).toHaveLength(75);
    expect(hashes).toEqual(pictureHashes('mp4', store('video-again.mp4', video.file)));
  });
});

describe('audio as FFmpeg writes it', () => {
  it('declares AAC-LC', () => {
    expect(audio.track).toMatchObject({
      kind: 'audio',
      timescale: 44_100,
      codecs: 'mp4a.40.2',
      sampleRate: 44_100,
      channels: 2,
    });
    expect(parseAudioSpecificConfig(audio.track.audioSpecificConfig!).isLowComplexity).toBe(true);
  });

  it('reads the same as mp4box', () => {
    const { info, samples } = mp4box(audio.file);
    expect(info.tracks[0]).toMatchObject({ codec: audio.track.codecs, timescale: 44_100 });
    expect(info.tracks[0]!.audio).toMatchObject({ sample_rate: 44_100, channel_count: 2 });
    expect(ourSamples(audio)).toEqual(theirSamples(samples));
  });

  it('keeps its packets when they are regrouped into fragments of our own', () => {
    const frames = allFrames();
    const groups = [frames.slice(0, 20), frames.slice(20, 21), frames.slice(21)];
    let first = 0;
    const own = groups.map((group, index) => {
      const baseDecodeTimeTicks = first * 1024;
      first += group.length;
      return writeAudioFragment({
        trackId: audio.track.trackId,
        sequenceNumber: index + 1,
        baseDecodeTimeTicks,
        frames: group,
      });
    });
    const file = new Uint8Array(Buffer.concat([audio.init, ...own]));
    expect(packets(store('own.mp4', file))).toEqual(packets(store('theirs.mp4', audio.file)));
    const { samples } = mp4box(file);
    expect(samples.map(({ dts }) => dts)).toEqual(frames.map((_, index) => index * 1024));
    expect(samples.every(({ is_sync: isSync }) => isSync)).toBe(true);
  });

  it('becomes ADTS with the same packets', () => {
    const config = parseAudioSpecificConfig(audio.track.audioSpecificConfig!);
    const frames = allFrames().map(({ bytes }) => bytes);
    const stream = frames.flatMap((frame) => [adtsHeader(config, frame.length), frame]);
    const theirs = make('theirs.aac', ['-i', store('theirs2.mp4', audio.file), '-c', 'copy', '-f', 'adts']);
    expect(new Uint8Array(Buffer.concat(stream))).toEqual(theirs);
  });

  function allFrames(): { bytes: Uint8Array; durationTicks: number }[] {
    return audio.fragments.flatMap((fragment) => {
      const facts = readFragment(fragment, audio.track);
      return sampleBytes(fragment, facts).map((bytes) => ({ bytes, durationTicks: 1024 }));
    });
  }
});

describe('trees of others', () => {
  const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10', '-f', 'lavfi', '-i', 'sine', '-t', '1'];
  const encode = [
    ...inputs,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '5',
    '-c:a',
    'aac',
    '-f',
    'mp4',
    '-movflags',
  ];

  it('reads two tracks whose offsets count from the start of the file', () => {
    const file = make('muxed.mp4', [...encode, '+frag_keyframe+empty_moov']);
    const { tracks } = readInit(file);
    expect(tracks.map(({ kind }) => kind)).toEqual(['video', 'audio']);
    const samples = tracks.map((track) => readFragments(file, track).flatMap((fragment) => fragment.samples));
    expect(samples[0]).toHaveLength(10);
    const parsed = mp4box(file);
    tracks.forEach((track, index) => {
      const theirs = parsed.samplesOf(track.trackId);
      expect(samples[index]!.map(({ offsetBytes, sizeBytes }) => [offsetBytes, sizeBytes])).toEqual(
        theirs.map(({ offset, size }) => [offset, size]),
      );
    });
  });

  it('reads an index of fragments', () => {
    const flags = '+frag_keyframe+empty_moov+default_base_moof+global_sidx';
    const file = make('indexed.mp4', [...encode, flags]);
    const boxes = walkBoxes(file);
    const [video, audio] = boxes.filter(({ type }) => type === 'sidx').map((sidx) => readSidx(file, sidx));
    const { tracks } = readInit(file);
    expect([video!.timescale, audio!.timescale]).toEqual(tracks.map(({ timescale }) => timescale));
    const fragments = readFragments(file, tracks[0]);
    expect(video!.references.map(({ durationTicks }) => durationTicks)).toEqual(
      fragments.map(({ durationTicks }) => durationTicks),
    );
    expect(video!.references.every(({ kind, startsWithSap }) => kind === 'media' && startsWithSap)).toBe(true);
    // The references tile the file from the first moof to the mfra at its end.
    const at = (wanted: string): number => boxes.find(({ type }) => type === wanted)!.offset;
    const indexed = video!.references.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
    expect(indexed).toBe(at('mfra') - at('moof'));
  });
});

function ourSamples(from: Clip): object[] {
  return readFragments(from.file, from.track).flatMap(({ baseDecodeTimeTicks, samples }) => {
    let dts = baseDecodeTimeTicks;
    return samples.map((sample) => {
      const { durationTicks: duration, sizeBytes: size, isSync, compositionOffsetTicks, offsetBytes: offset } = sample;
      const read = { dts, cts: dts + compositionOffsetTicks, duration, size, isSync, offset };
      dts += duration;
      return read;
    });
  });
}

function theirSamples(samples: Sample[]): object[] {
  return samples.map(({ dts, cts, duration, size, is_sync: isSync, offset }) => ({
    dts,
    cts,
    duration,
    size,
    isSync,
    offset,
  }));
}
