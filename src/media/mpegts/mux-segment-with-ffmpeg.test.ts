import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { muxTsSegment, type TsSegmentInput } from './mux-segment.ts';
import { readTsSegment, type TsFacts } from './read-segment.ts';
import { WRAP_TICKS } from './timestamp.ts';
import type { TsAudioFrame, TsVideoFrame } from './ts-frames.ts';

const run = promisify(execFile);
const OFFSET_TICKS = 900_000;

let folder: string;
let video: TsVideoFrame[];
let audio: TsAudioFrame[];
let audioStream: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-mux-'));
  const [clip, h264, aac] = ['clip.mp4', 'clip.h264', 'clip.aac'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=2', '-f', 'lavfi', '-i', 'sine=r=48000:d=2'];
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-bf',
    '2',
    '-g',
    '25',
    '-b:v',
    '800k',
    '-c:a',
    'aac',
    '-ac',
    '2',
  ];
  await run('ffmpeg', ['-v', 'error', ...inputs, ...coding, '-video_track_timescale', '90000', clip]);
  await run('ffmpeg', [
    '-v',
    'error',
    '-i',
    clip,
    '-c',
    'copy',
    '-an',
    '-bsf:v',
    'h264_mp4toannexb,h264_metadata=aud=insert',
    h264,
  ]);
  await run('ffmpeg', ['-v', 'error', '-i', clip, '-c', 'copy', '-vn', '-f', 'adts', aac]);
  audioStream = await readFile(aac);
  const times = (await packetsOf(clip)).filter((packet) => packet.codec_type === 'video');
  const firstDts = Math.min(...times.map((packet) => packet.dts));
  video = splitAtDelimiters(await readFile(h264)).map((annexB, index) => {
    const { pts = 0, dts = 0, flags = '' } = times[index] ?? {};
    return {
      ptsTicks: OFFSET_TICKS + pts - firstDts,
      dtsTicks: OFFSET_TICKS + dts - firstDts,
      isKey: flags.startsWith('K'),
      annexB,
    };
  });
  audio = splitAdts(audioStream).map((adts, index) => ({ ptsTicks: OFFSET_TICKS + 7200 + 1920 * index, adts }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface ProbedPacket {
  codec_type: string;
  pts: number;
  dts: number;
  flags: string;
}

async function packetsOf(file: string): Promise<ProbedPacket[]> {
  const { stdout, stderr } = await run('ffprobe', ['-v', 'warning', '-show_packets', '-of', 'json', file]);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { packets: ProbedPacket[] }).packets;
}

async function saved(name: string, ...segments: { bytes: Uint8Array }[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, Buffer.concat(segments.map((segment) => segment.bytes)));
  return path;
}

/** Decodes everything; FFmpeg must have nothing to say. */
async function expectClean(path: string): Promise<void> {
  const { stderr } = await run('ffmpeg', ['-v', 'warning', '-i', path, '-f', 'null', '-']);
  expect(stderr).toBe('');
}

function splitAtDelimiters(stream: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let at = 0; at + 4 < stream.length; at++) {
    if (
      stream[at] === 0 &&
      stream[at + 1] === 0 &&
      stream[at + 2] === 0 &&
      stream[at + 3] === 1 &&
      stream[at + 4] === 9
    ) {
      starts.push(at);
    }
  }
  return starts.map((start, index) => stream.subarray(start, starts[index + 1]));
}

function splitAdts(stream: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += frames.at(-1)?.length ?? Infinity) {
    const [third = 0, fourth = 0, fifth = 0] = stream.subarray(at + 3, at + 6);
    frames.push(stream.subarray(at, at + (((third & 3) << 11) | (fourth << 3) | (fifth >> 5))));
  }
  return frames;
}

function mux(input: Omit<TsSegmentInput, 'audioCodec'>) {
  const segment = muxTsSegment({ ...input, audioCodec: 'aac' });
  const facts = readTsSegment(segment.bytes);
  expect(facts.faults).toEqual([]);
  return { ...segment, facts };
}

function clockGapsMs(facts: TsFacts): number[] {
  return facts.clocks
    .slice(1)
    .map((clock, index) => (clock.ticks27MHz - (facts.clocks[index]?.ticks27MHz ?? 0)) / 27_000);
}

describe('muxTsSegment with FFmpeg as reader', () => {
  it('is read by FFmpeg with every time exact and nothing to warn about', async () => {
    const path = await saved('both.ts', mux({ video, audio }));
    const packets = await packetsOf(path);
    expect([video.length, video.filter((frame) => frame.isKey).length]).toEqual([50, 2]);
    expect(audio.length).toBeGreaterThan(90);
    const probed = (type: string) => packets.filter((packet) => packet.codec_type === type);
    expect(probed('video').map(({ pts, dts, flags }) => [pts, dts, flags.startsWith('K')])).toEqual(
      video.map((frame) => [frame.ptsTicks, frame.dtsTicks, frame.isKey]),
    );
    expect(probed('audio').map((packet) => packet.pts)).toEqual(audio.map((frame) => frame.ptsTicks));
    await expectClean(path);
  });

  it('carries both streams byte for byte, delimiters put in where they are missing', async () => {
    const bare = video.map((frame) => ({ ...frame, annexB: frame.annexB.subarray(6) }));
    const path = await saved('bare.ts', mux({ video: bare, audio }));
    await run('ffmpeg', [
      '-v',
      'error',
      '-i',
      path,
      '-map',
      '0:v',
      '-c',
      'copy',
      '-f',
      'h264',
      join(folder, 'out.h264'),
    ]);
    await run('ffmpeg', [
      '-v',
      'error',
      '-i',
      path,
      '-map',
      '0:a',
      '-c',
      'copy',
      '-f',
      'adts',
      join(folder, 'out.aac'),
    ]);
    // a delimiter that was put in allows every slice type, the original names those of its picture
    const wanted = Buffer.concat(video.map((frame) => frame.annexB.with(5, 0xf0)));
    expect(Buffer.compare(await readFile(join(folder, 'out.h264')), wanted)).toBe(0);
    expect(Buffer.compare(await readFile(join(folder, 'out.aac')), audioStream)).toBe(0);
  });

  it('is read back by our own reader', () => {
    const { facts } = mux({ video, audio });
    const [picture, sound] = facts.streams;
    expect(facts).toMatchObject({ programNumber: 1, clockPid: 0x100, tableCount: { pat: 2, pmt: 2 } });
    expect(picture).toMatchObject({ kind: 'video', codec: 'h264', streamType: 0x1b });
    expect(picture?.avc?.sps?.[0]).toBe(0x67);
    expect(picture?.avc?.accessUnits).toEqual(
      video.map((frame) => ({
        ptsTicks: frame.ptsTicks,
        dtsTicks: frame.dtsTicks,
        // the reader counts a unit from its 00 00 01; the zero byte before it goes to the unit before
        sizeBytes: frame.annexB.length - (frame === video.at(-1) ? 1 : 0),
        isIdr: frame.isKey,
        hasDelimiter: true,
        hasParameterSets: frame.isKey,
      })),
    );
    expect(picture?.pes.map((pes) => pes.isRandomAccess)).toEqual(video.map((frame) => frame.isKey));
    expect(sound).toMatchObject({ kind: 'audio', codec: 'aac' });
    expect(sound?.adts).toMatchObject({ frameCount: audio.length, sampleRateHz: 48000, channelCount: 2 });
    expect(sound?.pes[0]?.ptsTicks).toBe(audio[0]?.ptsTicks);
    for (const pes of sound?.pes ?? []) expect(pes.payloadBytes).toBeLessThanOrEqual(2800);
  });

  it('joins segments without a corrupt packet, with counters handed on and without', async () => {
    const half = (video[25]?.dtsTicks ?? 0) + 7200;
    const parts = [
      { video: video.slice(0, 25), audio: audio.filter((frame) => frame.ptsTicks < half) },
      { video: video.slice(25), audio: audio.filter((frame) => frame.ptsTicks >= half) },
    ] as const;
    const first = mux(parts[0]);
    const alone = mux(parts[1]);
    const following = mux({ ...parts[1], continuity: first.continuity });

    const joined = await saved('joined.ts', first, following);
    expect(await packetsOf(joined)).toHaveLength(video.length + audio.length);
    await expectClean(joined);
    const whole = readTsSegment(Buffer.concat([first.bytes, following.bytes]));
    expect(whole.faults).toEqual([]);
    expect(whole.streams[0]?.avc?.accessUnits.map((unit) => unit.dtsTicks)).toEqual(
      video.map((frame) => frame.dtsTicks),
    );
    expect(Math.max(...clockGapsMs(whole))).toBeLessThanOrEqual(100);

    const independent = await saved('independent.ts', first, alone);
    expect(await packetsOf(independent)).toHaveLength(video.length + audio.length);
    await expectClean(independent);
    // the same packets but for the indicator: the counters are what makes the difference
    expect(following.bytes).not.toEqual(alone.bytes);
    expect(readTsSegment(Buffer.concat([alone.bytes, following.bytes])).faults).not.toEqual([]);
  });

  it('works from time 0, where the clock wraps at once, and across the wrap of 33 bits', async () => {
    for (const start of [0, WRAP_TICKS - 90_000]) {
      const shift = start - OFFSET_TICKS;
      const moved = {
        video: video.map((f) => ({ ...f, ptsTicks: f.ptsTicks + shift, dtsTicks: f.dtsTicks + shift })),
        audio: audio.map((f) => ({ ...f, ptsTicks: f.ptsTicks + shift })),
      };
      const segment = mux(moved);
      expect(segment.facts.streams[0]?.pes.map((pes) => pes.ptsTicks)).toEqual(moved.video.map((f) => f.ptsTicks));
      expect(Math.max(...clockGapsMs(segment.facts))).toBeLessThanOrEqual(100);
      expect(segment.facts.clocks[0]?.ticks27MHz).toBe((start - 45_000) * 300);
      const path = await saved(`from-${start}.ts`, segment);
      expect(await packetsOf(path)).toHaveLength(video.length + audio.length);
      await expectClean(path);
    }
  });

  it('is smaller than what FFmpeg makes of the same frames', async () => {
    const path = join(folder, 'ffmpeg.ts');
    await run('ffmpeg', ['-v', 'error', '-i', join(folder, 'clip.mp4'), '-c', 'copy', '-f', 'mpegts', path]);
    expect(mux({ video, audio }).bytes.length).toBeLessThan((await readFile(path)).length);
  });

  it('makes segments of audio alone and of video alone', async () => {
    const sound = mux({ audio });
    expect(sound.facts).toMatchObject({
      clockPid: 0x101,
      streams: [{ codec: 'aac', adts: { frameCount: audio.length } }],
    });
    expect(Math.max(...clockGapsMs(sound.facts))).toBeLessThanOrEqual(100);
    const soundPath = await saved('audio.ts', sound);
    expect((await packetsOf(soundPath)).map((packet) => packet.pts)).toEqual(audio.map((frame) => frame.ptsTicks));
    await expectClean(soundPath);

    const picture = await saved('video.ts', mux({ video }));
    expect((await packetsOf(picture)).map((packet) => packet.pts)).toEqual(video.map((frame) => frame.ptsTicks));
    await expectClean(picture);
  });
});
