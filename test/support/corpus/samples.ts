import { existsSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { runFfmpeg } from '../run-ffmpeg.ts';

/** One sample file, as the manifest of the media folder describes it. */
export interface Sample {
  readonly file: string;
  readonly expect: 'ready' | 'rejected';
  readonly uploadAs?: string;
  readonly displayWidth: number | null;
  readonly displayHeight: number | null;
  readonly duration: number | null;
  readonly videoSpan: number | null;
  readonly videoPackets: number | null;
  readonly audioTracks: number;
  readonly features: readonly string[];
  readonly note: string;
}

/** Twenty that are quick and unlike each other, for `npm test`; `npm run test:all` takes all of them. */
const TWENTY: ReadonlySet<string> = new Set([
  'androidx-media__bbb_800x640_768kbps_30fps_vp9.mp4', // oblong pixels
  'androidx-media__bear_vorbis.ogg', // sound alone
  'androidx-media__hdr10-av1.mp4', // PQ
  'androidx-media__hlg10-color-test.mp4', // HLG
  'androidx-media__iibbibb_editlist_videoonly.mp4', // one frame a second
  'androidx-media__sample_fragmented.mp4', // a false length
  'androidx-media__sample_fragmented_clearkey.mp4', // refused: encrypted
  'androidx-media__sample_with_increasing_timestamps_320w_240h_5s.mp4', // full range, times in the picture
  'craft__120fps.mp4',
  'craft__audio-4s-video-1s.mp4',
  'craft__hls-local-file.mp4', // refused: a playlist
  'craft__odd-17x33-444.mkv',
  'craft__truncated-half.webm',
  'craft__truncated-moov-at-end.mp4', // refused: no index
  'craft__two-audio-languages.mp4',
  'decord__video_270.mov', // turned the other way
  'format-corpus__xdcam-hd-1080i60.mov', // interlaced
  'moviepy__video-with-dash-.mp4', // one pixel, an odd name
  'node-fluent-ffmpeg__te_s_t__video_____.flv', // variable rate, an odder name
  'shaka-player__hls-ts-muxed-mp3-1.ts', // does not begin at 0
]);

/** Longer ones are cut to their first seconds, packets unchanged. */
export const CUT_SECONDS = 10;
/** Fewer frames take no time whatever their length, and keep their odd beginnings and ends. */
const CUT_ABOVE_FRAMES = 600;

/** The samples of this machine; empty where there are none (the runner says so loudly, and CI fails). */
export function listSamples(): readonly Sample[] {
  const folder = process.env['LECTERN_TEST_MEDIA'];
  if (folder === undefined || !existsSync(join(folder, 'manifest.json'))) return [];
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Sample[];
}

/** The twenty of them that `npm test` takes. */
export function listTwenty(): readonly Sample[] {
  const samples = listSamples();
  const chosen = samples.filter(({ file }) => TWENTY.has(file));
  if (samples.length > 0 && chosen.length !== TWENTY.size) throw new Error('a chosen sample is not in the manifest');
  return chosen;
}

/** All the others, for `npm run test:all`. */
export function listAllButTwenty(): readonly Sample[] {
  return listSamples().filter(({ file }) => !TWENTY.has(file));
}

/** A sample as it is given to Lectern. */
export interface PreparedSample {
  readonly path: string;
  /** The name a person would upload it under. */
  readonly name: string;
  readonly isCut: boolean;
}

/** Cuts a long sample, and names one as its entry says, in `folder`. */
export async function prepareSample(sample: Sample, folder: string): Promise<PreparedSample> {
  const original = join(process.env['LECTERN_TEST_MEDIA'] ?? '', sample.file);
  const name = sample.uploadAs ?? sample.file;
  const isCut =
    sample.expect === 'ready' && (sample.videoSpan ?? 0) > CUT_SECONDS && (sample.videoPackets ?? 0) > CUT_ABOVE_FRAMES;
  if (isCut) {
    const path = join(folder, `cut-${sample.file.split('.')[0]}${extname(sample.file)}`);
    const streams = ['-map', '0:v?', '-map', '0:a?', '-c', 'copy', '-t', String(CUT_SECONDS)];
    await runFfmpeg('-v', 'error', '-i', original, ...streams, path);
    return { path, name, isCut };
  }
  if (sample.uploadAs === undefined) return { path: original, name, isCut };
  const path = join(folder, sample.uploadAs);
  await copyFile(original, path);
  return { path, name, isCut };
}
