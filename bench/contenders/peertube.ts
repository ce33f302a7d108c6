import { mkdirSync } from 'node:fs';

import { type Contender, ffmpegProgram, type Rung } from './contender.ts';

/** Rates at up to 30 frames a second. */
const MAX_KBPS: Readonly<Record<number, number>> = { 360: 1037, 480: 1475, 720: 3041, 1080: 6221 };

/** PeerTube's recipe: a process for each resolution, highest first, one MP4 file with byte ranges. */
export const peertube: Contender = {
  name: 'PeerTube',
  about: 'its FFmpeg recipe: one process for each rendition, x264 veryfast, capped, one fragmented MP4 file each',
  prepare: async ({ source, ladder, outputFolder }) => {
    mkdirSync(outputFolder, { recursive: true });
    // The playlist is written when its process ends; nothing can be played before.
    const playlistOf = ({ height }: Rung): string => `${height}p.m3u8`;
    const lowest = ladder.slice(0, 1).map(playlistOf);
    return {
      commands: ladder.toReversed().map(({ height }) => {
        const maxKbps = MAX_KBPS[height] ?? 0;
        return [
          ffmpegProgram(),
          ...['-v', 'error', '-nostdin', '-y', '-i', `file:${source.path}`, '-vf', `scale=w=-2:h=${height}`],
          ...['-c:v', 'libx264', '-preset', 'veryfast', '-maxrate', `${maxKbps}k`, '-bufsize', `${2 * maxKbps}k`],
          ...['-b_strategy', '1', '-bf', '16', '-r', String(source.framesPerSecond)],
          ...['-g', String(2 * source.framesPerSecond), '-c:a', 'copy'], // both sources carry AAC
          ...['-f', 'hls', '-hls_time', '4', '-hls_list_size', '0', '-hls_playlist_type', 'vod'],
          ...['-hls_segment_type', 'fmp4', '-hls_flags', 'single_file'],
          ...['-hls_segment_filename', `${outputFolder}/${height}p.mp4`, `${outputFolder}/${height}p.m3u8`],
        ];
      }),
      signs: { files: { lowest, lowestWithSound: lowest, every: ladder.map(playlistOf) }, endCounts: false },
      isDelivered: () => true,
      playlistOf,
    };
  },
};
