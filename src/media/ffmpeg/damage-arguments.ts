import { type Rational, subtract, toDecimalSeconds } from '../rational.ts';
import {
  confinedInput,
  GLOBAL_ARGUMENTS,
  inputFile,
  inputUrl,
  pictureDecoding,
  type SourceInput,
} from './input-arguments.ts';

/** A stretch of one stream of a source. Times on the container's clock. */
export interface StreamStretch {
  readonly source: SourceInput;
  readonly kind: 'video' | 'audio';
  readonly streamIndex: number;
  readonly containerStart: Rational;
  readonly from: Rational;
  readonly until: Rational;
}

/**
 * Arguments that decode a stretch and print one line for each frame that decoded without any error
 * (`stream, dts, pts, duration, size, hash` in ticks of the line `#tb 0: num/den`).
 */
export function flawlessFrameArguments(stretch: StreamStretch): string[] {
  const { source, kind, streamIndex, containerStart, from, until } = stretch;
  const seek = subtract(from, containerStart);
  return [
    ...GLOBAL_ARGUMENTS,
    ...confinedInput(source),
    ...pictureDecoding(source),
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
    ...(kind === 'video' ? PICTURE_TIMES : []),
    '-f',
    'framecrc',
    'pipe:1',
  ];
}

/** Each frame once, in the source's own ticks, and small, since only its time is wanted. */
const PICTURE_TIMES = ['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-vf', 'scale=16:16:flags=fast_bilinear'];

/** FFprobe's arguments that print the time of each packet of a stretch, in seconds. */
export function packetTimeArguments({ source, streamIndex, from, until }: StreamStretch): string[] {
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
