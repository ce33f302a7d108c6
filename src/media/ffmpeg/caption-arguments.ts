import { CAPTION_DECODERS, type CaptionPlan } from '../captions/caption-plan.ts';
import { confinedInput, GLOBAL_ARGUMENTS, inputFile } from './input-arguments.ts';

/** FFmpeg's arguments that write every planned track as WebVTT, each into a pipe of its own from `pipe:3` on. */
export function captionArguments(sourcePath: string, plan: CaptionPlan): string[] {
  const source = { path: sourcePath, demuxer: plan.demuxer };
  return [
    ...GLOBAL_ARGUMENTS,
    ...confinedInput(source),
    '-codec_whitelist',
    [...new Set(plan.tracks.map(({ codec }) => CAPTION_DECODERS[codec]))].join(','),
    // Pictures and sound are passed over without being read.
    '-discard:v',
    'all',
    '-discard:a',
    'all',
    '-copyts',
    ...inputFile(source),
    ...plan.tracks.flatMap(({ streamIndex }, i) => [
      '-map',
      `0:${streamIndex}`,
      '-c:s',
      'webvtt',
      '-map_metadata',
      '-1',
      '-f',
      'webvtt',
      `pipe:${i + 3}`,
    ]),
  ];
}
