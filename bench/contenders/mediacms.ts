import { mkdirSync } from 'node:fs';

import type { Command } from '../measure/measure-run.ts';
import type { BenchSource } from '../sources/bench-source.ts';
import { type Contender, ffmpegProgram, type Rung } from './contender.ts';

const MAX_KBPS: Readonly<Record<number, number>> = { 360: 750, 480: 1500, 720: 3750, 1080: 6750 };

/** MediaCMS' recipe: a process for each resolution to MP4, then packaged. It keeps the MP4 files too; here only HLS counts. */
export const mediacms: Contender = {
  name: 'MediaCMS',
  about: 'its FFmpeg recipe: one process for each rendition, x264 medium at CRF 23, capped, then packaged as HLS',
  prepare: async ({ source, ladder, outputFolder }) => {
    mkdirSync(`${outputFolder}/mp4`, { recursive: true });
    for (const { height } of ladder) mkdirSync(`${outputFolder}/hls/${height}p`, { recursive: true });
    const playlistOf = ({ height }: Rung): string => `hls/${height}p/playlist.m3u8`;
    const lowest = ladder.slice(0, 1).map(playlistOf);
    return {
      commands: [
        ...ladder.map((rung) => encodeCommand(source, rung, outputFolder)),
        ...ladder.map((rung) => packageCommand(rung, outputFolder)),
      ],
      signs: { files: { lowest, lowestWithSound: lowest, every: ladder.map(playlistOf) }, endCounts: false },
      isDelivered: (file) => file.startsWith('hls/'),
      playlistOf,
    };
  },
};

function encodeCommand({ path, framesPerSecond }: BenchSource, { height }: Rung, outputFolder: string): Command {
  const maxrate = `${MAX_KBPS[height] ?? 0}k`;
  return [
    ffmpegProgram(),
    ...['-v', 'error', '-nostdin', '-y', '-i', `file:${path}`],
    ...['-vf', `scale=-2:${height}:flags=lanczos,fps=${framesPerSecond}`, '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libx264', '-preset', 'medium', '-profile:v', 'main', '-crf', '23'],
    ...['-maxrate', maxrate, '-bufsize', maxrate, '-force_key_frames', 'expr:gte(t,n_forced*4)'],
    ...['-x264-params', `keyint=${8 * framesPerSecond}:keyint_min=${4 * framesPerSecond}`],
    ...['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-movflags', '+faststart', `${outputFolder}/mp4/${height}p.mp4`],
  ];
}

function packageCommand({ height }: Rung, outputFolder: string): Command {
  const folder = `${outputFolder}/hls/${height}p`;
  return [
    ffmpegProgram(),
    ...['-v', 'error', '-nostdin', '-y', '-i', `file:${outputFolder}/mp4/${height}p.mp4`, '-c', 'copy'],
    ...['-f', 'hls', '-hls_time', '4', '-hls_list_size', '0', '-hls_playlist_type', 'vod'],
    ...['-hls_segment_type', 'fmp4', '-hls_segment_filename', `${folder}/segment_%05d.m4s`, `${folder}/playlist.m3u8`],
  ];
}
