import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { type Contender, ffmpegProgram, type Rung } from './contender.ts';

/** The single FFmpeg command of many guides: fixed rates, 10 s MPEG-TS segments, sound in every rendition. */
export const classicCommand: Contender = {
  name: 'classic',
  about: 'one FFmpeg run with x264 medium at fixed average rates, 10 s MPEG-TS segments, AAC 128k in each rendition',
  prepare: async ({ source, ladder, outputFolder }) => {
    const rungs = ladder.toReversed(); // the guides list the highest first
    const folderOf = (rung: Rung): string => `stream_${rungs.indexOf(rung)}`;
    for (const rung of rungs) mkdirSync(path.join(outputFolder, folderOf(rung)), { recursive: true });
    // The muxer writes under the final name; a segment is closed when the next one begins.
    const closed = (rung: Rung): string => `${folderOf(rung)}/segment_001.ts`;
    const lowest = ladder.slice(0, 1).map(closed);
    return {
      commands: [[ffmpegProgram(), ...classicArguments(source.path, rungs, outputFolder)]],
      signs: { files: { lowest, lowestWithSound: lowest, every: ladder.map(closed) }, endCounts: true },
      isDelivered: () => true,
      playlistOf: (rung) => `${folderOf(rung)}/playlist.m3u8`,
    };
  },
};

/** Arguments of the classic command for rungs in the order in which it lists them. */
export function classicArguments(input: string, rungs: readonly Rung[], outputFolder: string): string[] {
  const split = `[0:v]split=${rungs.length}${rungs.map((_, index) => `[s${index}]`).join('')}`;
  const scales = rungs.map(({ width, height }, index) => `[s${index}]scale=${width}:${height}[v${index}]`);
  const video = rungs.flatMap(({ bitrateKbps }, index) => [
    ...['-map', `[v${index}]`, `-c:v:${index}`, 'libx264', `-b:v:${index}`, `${bitrateKbps}k`],
    ...[`-maxrate:v:${index}`, `${Math.round(bitrateKbps * 1.07)}k`],
    ...[`-bufsize:v:${index}`, `${Math.round(bitrateKbps * 1.5)}k`],
  ]);
  return [
    ...['-v', 'error', '-nostdin', '-y', '-i', `file:${input}`, '-filter_complex', [split, ...scales].join(';')],
    ...video,
    ...rungs.flatMap(() => ['-map', 'a:0']),
    ...['-c:a', 'aac', '-b:a', '128k', '-ac', '2'],
    ...['-f', 'hls', '-hls_time', '10', '-hls_playlist_type', 'vod', '-hls_flags', 'independent_segments'],
    ...['-hls_segment_type', 'mpegts', '-hls_segment_filename', `${outputFolder}/stream_%v/segment_%03d.ts`],
    ...['-master_pl_name', 'master.m3u8', '-var_stream_map', rungs.map((_, i) => `v:${i},a:${i}`).join(' ')],
    `${outputFolder}/stream_%v/playlist.m3u8`,
  ];
}
