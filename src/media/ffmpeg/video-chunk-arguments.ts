import { segmentCount, segmentStart } from '../grid/grid.ts';
import { renditionSegmentFrames } from '../plan/rendition-frames.ts';
import type { Chunk, PlanDraft, VideoRendition } from '../plan/plan.ts';
import { add, type Rational, subtract } from '../rational.ts';
import { GLOBAL_ARGUMENTS, openSourceAt, seekTarget, type SourceInput } from './input-arguments.ts';
import { keyFrameTimes, outputLabel, pictureFilterGraph } from './picture-filters.ts';

/** What to encode, and how it may use the machine. */
export interface VideoChunkRequest {
  readonly plan: PlanDraft;
  readonly source: SourceInput;
  readonly chunk: Chunk;
  /** Any of the plan's renditions; output i goes to `pipe:${3 + i}` in the order of `chunkRenditions`. */
  readonly renditionIds: readonly string[];
  /** 1 for throughput (two processes of one thread beat one of two by 10-22 %), more when somebody waits. */
  readonly threads: number;
  /** Only the first frame, to learn the init segments. */
  readonly isInitOnly?: boolean;
  /** Seek this much earlier, after a first try found nothing to decode. */
  readonly extraPreRoll?: Rational;
}

/** The renditions of a request in the order of their outputs: largest first, since each is scaled from the one before. */
export function chunkRenditions(plan: PlanDraft, renditionIds: readonly string[]): VideoRendition[] {
  return plan.video
    .filter((rendition) => renditionIds.includes(rendition.id))
    .toSorted((a, b) => b.width * b.height - a.width * a.height);
}

/** Arguments of the one FFmpeg that encodes a chunk in all wanted renditions, each to its own pipe as fragmented MP4. */
export function videoChunkArguments(request: VideoChunkRequest): string[] {
  const { plan, chunk, threads } = request;
  const renditions = chunkRenditions(plan, request.renditionIds);
  return [
    ...GLOBAL_ARGUMENTS,
    ...openPicture(request),
    '-an',
    '-sn',
    '-dn',
    '-filter_complex_threads',
    String(threads),
    '-filter_complex',
    pictureFilterGraph(plan, chunk, renditions, {
      onlyFrames: request.isInitOnly ? 1 : undefined,
      holdsLastPicture: request.extraPreRoll !== undefined,
    }),
    ...renditions.flatMap((rendition, i) => renditionOutput(request, rendition, i)),
  ];
}

function openPicture(request: VideoChunkRequest): string[] {
  const { plan, chunk } = request;
  if (plan.picture.kind === 'still') {
    const size = plan.video.at(-1);
    const { frameRate } = plan.grid;
    const colour = `color=c=0x1f2933:s=${size?.width}x${size?.height}:r=${frameRate.num}/${frameRate.den}`;
    return ['-f', 'lavfi', '-i', colour];
  }
  // Key frames and chunk start on one clock: seconds after the container's start.
  const sinceStart = subtract(plan.picture.zeroTime, plan.containerStart);
  const start = add(segmentStart(plan.grid, chunk.firstSegment), sinceStart);
  const target = seekTarget(start, plan.picture.keyFrameTimes);
  const from = request.extraPreRoll ? subtract(target, request.extraPreRoll) : target;
  return [
    ...(plan.picture.isAutorotated ? [] : ['-noautorotate']),
    ...openSourceAt(request.source, plan.containerStart, add(from, plan.containerStart), request.threads),
  ];
}

function renditionOutput(request: VideoChunkRequest, rendition: VideoRendition, index: number): string[] {
  const { plan, chunk, threads } = request;
  const { encoder } = plan;
  return [
    '-map',
    outputLabel(index),
    '-fps_mode',
    'passthrough', // the grid is made by the fps filter; the muxer may neither double nor drop
    '-c:v',
    'libx264',
    '-threads',
    String(threads),
    '-preset',
    encoder.preset,
    '-profile:v',
    'high',
    '-level:v',
    rendition.level,
    '-crf',
    String(encoder.crf),
    '-maxrate',
    String(rendition.maxrateBps),
    '-bufsize',
    String(rendition.bufferBits),
    '-x264-params',
    encoder.x264Params,
    '-g',
    String(2 * longestSegmentFrames(plan, rendition)), // never reached: key frames come from the list alone
    '-sc_threshold',
    '0', // no key frames at scene cuts: they would move the grid
    '-forced-idr',
    '1',
    '-force_key_frames',
    keyFrameTimes(plan, chunk), // only this chunk's: each listed time already past would cost a key frame
    '-flags:v',
    '+cgop+bitexact',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-colorspace',
    'bt709',
    '-color_range',
    'tv',
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
    '-fflags',
    '+bitexact+flush_packets',
    '-avoid_negative_ts',
    'disabled',
    '-video_track_timescale',
    String(rendition.timescale),
    '-use_editlist',
    '0', // Chromium's MSE ignores edit lists
    '-movflags',
    '+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer',
    '-f',
    'mp4',
    `pipe:${3 + index}`,
  ];
}

function longestSegmentFrames(plan: PlanDraft, rendition: VideoRendition): number {
  let longest = 1;
  for (let i = 0; i < segmentCount(plan.grid); i++) {
    longest = Math.max(longest, renditionSegmentFrames(plan.grid, rendition, i));
  }
  return longest;
}
