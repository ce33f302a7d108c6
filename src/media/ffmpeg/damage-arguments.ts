import { type Rational, subtract, toDecimalSeconds } from '../rational.ts';
import { confinedInput, GLOBAL_ARGUMENTS, inputFile, inputUrl, type SourceInput } from './input-arguments.ts';

/** A stretch of a source's picture stream. Times on the container's clock. */
export interface PictureStretch {
  readonly source: SourceInput;
  readonly streamIndex: number;
  readonly containerStart: Rational;
  readonly from: Rational;
  readonly until: Rational;
}

/**
 * Arguments that decode a stretch and print one line for each frame that decoded without any error
 * (`stream, dts, pts, duration, size, hash` in ticks of the line `#tb 0: num/den`).
 */
export function soundFrameArguments({ source, streamIndex, containerStart, from, until }: PictureStretch): string[] {
  const seek = subtract(from, containerStart);
  return [
    ...GLOBAL_ARGUMENTS,
    ...confinedInput(source),
    // A frame that had to be patched up is no frame that was read.
    '-err_detect',
    'explode',
    '-copyts',
    ...(seek.num > 0 ? ['-ss', toDecimalSeconds(seek)] : []),
    '-t',
    toDecimalSeconds(subtract(until, from)),
    ...inputFile(source),
    '-map',
    `0:${streamIndex}`,
    '-fps_mode',
    'passthrough',
    '-enc_time_base',
    '-1', // the source's own ticks
    '-vf',
    'scale=16:16:flags=fast_bilinear',
    '-f',
    'framecrc',
    'pipe:1',
  ];
}

/** FFprobe's arguments that print the time of each packet of a stretch, in seconds. */
export function packetTimeArguments({ source, streamIndex, from, until }: PictureStretch): string[] {
  return [
    '-hide_banner',
    '-v',
    'error',
    ...confinedInput(source),
    '-select_streams',
    String(streamIndex),
    '-read_intervals',
    `${toDecimalSeconds(from)}%${toDecimalSeconds(until)}`,
    '-show_entries',
    'packet=pts_time',
    '-of',
    'csv=p=0',
    inputUrl(source),
  ];
}
