import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { audioChunkArguments } from '../../src/media/ffmpeg/audio-chunk-arguments.ts';
import {
  audioFrameCount,
  audioFrameStartSample,
  audioSegmentStartFrame,
  SAMPLES_PER_FRAME,
} from '../../src/media/grid/audio-grid.ts';
import { segmentCount } from '../../src/media/grid/grid.ts';
import { lag, snr } from '../support/clips/compare-signals.ts';
import { moveLastEdit } from '../support/clips/edit-list.ts';
import { makeNumberedClip, restlessSound } from '../support/clips/numbered-clip.ts';
import { decodeMono, runFfmpeg } from '../support/run-ffmpeg.ts';
import { runStages, type StagesResult } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Samples on each side of a join that are compared. */
const AROUND_JOIN = 2048;
/** The first frame of a stream lacks its predecessor and decodes badly: 21 ms, once. */
const FIRST_GOOD_SAMPLE = 2 * SAMPLES_PER_FRAME;

/** The sound of the plan's first track from one encoder that never stopped. */
async function onePassSound(folder: string, { plan, source }: StagesResult): Promise<Float32Array> {
  const file = join(folder, 'one-pass.mp4');
  const rendition = plan.audio[0]!;
  const args = audioChunkArguments({
    plan,
    source: { path: source.sourcePath, demuxer: source.demuxer },
    rendition,
    firstFrame: 0,
    endFrame: audioFrameCount(plan.grid, rendition),
  });
  await runFfmpeg(...args.map((arg) => (arg === 'pipe:3' ? `file:${file}` : arg)));
  return (await decodeMono(file)).subarray(SAMPLES_PER_FRAME); // the priming frame comes first
}

/** Samples at which one segment ends and the next begins. */
function joins({ plan }: StagesResult): number[] {
  const track = plan.audio[0]!;
  return Array.from({ length: segmentCount(plan.grid) - 1 }, (_, i) =>
    audioFrameStartSample(track, audioSegmentStartFrame(plan.grid, track, i + 1)),
  );
}

describe('separately encoded segments of sound', () => {
  it.each([
    { container: 'mov', codec: 'pcm_s16le', sampleRate: 48_000, rate: '25', allowedLag: 0 },
    { container: 'mov', codec: 'pcm_s16le', sampleRate: 44_100, rate: '30000/1001', allowedLag: 0 },
    { container: 'mov', codec: 'pcm_s16le', sampleRate: 22_050, rate: '24000/1001', allowedLag: 0 },
    { container: 'mov', codec: 'pcm_s16le', sampleRate: 96_000, rate: '30', allowedLag: 0 },
    { container: 'mp4', codec: 'aac', sampleRate: 48_000, rate: '30', allowedLag: 0 },
    // Clocks of a millisecond: the whole may be that much off, its pieces not against each other. FFmpeg moves the
    // picture by the sound's priming there.
    { container: 'mkv', codec: 'aac', sampleRate: 48_000, rate: '30', allowedLag: 48 + 1024 },
    { container: 'mkv', codec: 'flac', sampleRate: 44_100, rate: '25', allowedLag: 45 },
    { container: 'mkv', codec: 'libopus', sampleRate: 48_000, rate: '25', allowedLag: 48 + 312 },
    { container: 'ts', codec: 'aac', sampleRate: 48_000, rate: '25', allowedLag: 1024 + 2 },
  ])('join without a click: $codec at $sampleRate Hz in $container', async (source) => {
    const folder = temporaryFolder();
    const file = join(folder, `source.${source.container}`);
    const audioArguments = ['-c:a', source.codec, '-ar', String(source.sampleRate), '-b:a', '256k'];
    await makeNumberedClip({ file, rate: source.rate, seconds: 12, audioArguments });
    const result = await runStages(file, folder, { only: 'audio' });
    const track = result.plan.audio[0]!;
    expect(track.mode).toBe('encode');
    const heard = await decodeMono(await result.joined('audio'));
    const wanted = await restlessSound(12, track.sampleRate);
    const onePass = await onePassSound(folder, result);

    expect(heard).toHaveLength(audioFrameCount(result.plan.grid, track) * SAMPLES_PER_FRAME);
    const [first = NaN, ...others] = [1, 4, 7.5, 10].map((second) => lag(wanted, heard, second * track.sampleRate));
    expect(Math.abs(first)).toBeLessThanOrEqual(source.allowedLag);
    expect(others).toEqual(others.map(() => first));
    // Compared where both lie, since a whole that is late by a millisecond would drown what happens at the joins.
    const moved = first < 0 ? wanted.subarray(-first) : Float32Array.from([...new Float32Array(first), ...wanted]);
    const end = heard.length - 4096;
    // A resampler that starts anew may be a part of a sample off, which is where the limit of 30 dB comes from.
    const atBestOverall = snr(moved, onePass, FIRST_GOOD_SAMPLE, end);
    expect(snr(moved, heard, FIRST_GOOD_SAMPLE, end)).toBeGreaterThan(Math.min(atBestOverall - 1.5, 30));
    for (const place of joins(result)) {
      const [from, to] = [place - AROUND_JOIN, place + AROUND_JOIN];
      const atBest = snr(moved, onePass, from, to);
      expect(snr(moved, heard, from, to), `SNR round the join at ${place}`).toBeGreaterThan(Math.min(atBest - 4, 28));
    }
  });

  it.each([
    { name: 'primed with one frame', primingSamples: 1024, phase: 0 },
    { name: 'primed with 4608 samples', primingSamples: 4608, phase: -512 },
    { name: 'primed with 2112 samples', primingSamples: 2112, phase: -64 },
    { name: 'not primed', primingSamples: 0, phase: 0 },
  ])('are the packets of the source where they can be copied: $name', async ({ primingSamples, phase }) => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    const audioArguments = ['-ac', '2', '-c:a', 'aac', '-b:a', '128k'];
    // Key frames 10 s apart: FFmpeg moves the sound to the key frame of the picture when it seeks.
    const videoArguments = ['-g', '250'];
    await makeNumberedClip({ file, rate: '25', seconds: 24, audioArguments, videoArguments, filters: 'trim=end=23.7' });
    await moveLastEdit(file, primingSamples);
    const result = await runStages(file, folder, { only: 'audio' });
    const track = result.plan.audio[0]!;
    expect(track).toMatchObject({ mode: 'copy', firstFrameSample: phase });
    const heard = await decodeMono(await result.joined('audio'));
    const wanted = await decodeMono(file);
    // Where frame 0 is cut short by its duration, a decoder still gives all of its samples.
    const atZero = heard.subarray(-phase);
    for (const second of [1, 8, 15, 20]) expect(lag(wanted, atZero, second * 48_000)).toBe(0);
    expect(snr(wanted, atZero, FIRST_GOOD_SAMPLE, 21 * 48_000)).toBeGreaterThan(80);
  });
});
