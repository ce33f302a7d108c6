import { segmentStart } from '../../media/grid/grid.ts';
import {
  flawlessFrameArguments,
  packetTimeArguments,
  type StreamStretch,
} from '../../media/ffmpeg/damage-arguments.ts';
import type { Plan } from '../../media/plan/plan.ts';
import { AppError } from '../../kernel/app-error.ts';
import { add, rational, subtract, toNumber } from '../../media/rational.ts';
import type { MediaRun, MediaTools, RunningTool } from '../../ports/media-tools.ts';
import type { DamagedPart } from '../../videos/report/damaged-part.ts';
import type { EncodeRun } from '../schedule/list-runs.ts';
import { LineSplitter } from '../read-facts/line-splitter.ts';
import { wasKilled } from '../read-facts/was-killed.ts';
import { pictureSource } from './encode-video-cells.ts';
import { encodeLimits } from './encode-limits.ts';

/** Everything looking for damage needs. */
export interface FindDamageInput {
  readonly plan: Plan;
  readonly run: EncodeRun;
  readonly sourcePath: string;
  readonly tools: MediaTools;
  readonly workFolder: string;
  /** Told of each of its programs: it may be paused while a viewer waits. */
  readonly onStart?: (tool: RunningTool) => void;
  readonly signal?: AbortSignal;
}

/** Times are printed with microseconds, and some clocks have only milliseconds. */
const SAME_SECONDS = 0.0015;

/** A decoder of sound that begins in the middle needs what came a little before. */
const SOUND_PRE_ROLL = rational(1);

/**
 * Which frames of a run cannot be decoded: those whose packets are there and that do not come out without an error.
 *
 * Decodes the run once more, so it is only for runs over which FFmpeg complained.
 */
export async function findDamage(input: FindDamageInput): Promise<DamagedPart[]> {
  const { plan, run, sourcePath } = input;
  const { grid, containerStart } = plan;
  const stream = readStream(plan, run);
  if (!stream) return [];
  const { zeroTime, streamIndex } = stream;
  const { firstSegment, segmentCount } = run.chunk;
  const from = add(zeroTime, segmentStart(grid, firstSegment));
  const until = add(zeroTime, segmentStart(grid, firstSegment + segmentCount));
  const stretch: StreamStretch = {
    source: run.kind === 'video' ? pictureSource(plan, sourcePath) : { path: sourcePath, demuxer: plan.demuxer },
    kind: run.kind,
    streamIndex,
    containerStart,
    from: run.kind === 'audio' ? subtract(from, SOUND_PRE_ROLL) : from,
    until,
  };
  const [packets, frames] = [await packetTimes(input, stretch), await frameTimes(input, stretch)];
  const [start, end, zero] = [toNumber(from), toNumber(until), toNumber(zeroTime)];
  const wanted = packets.filter((time) => time >= start && time < end).toSorted((a, b) => a - b);
  return unreadParts(wanted, frames, end).map(({ startSeconds, durationSeconds }) => ({
    startSeconds: startSeconds - zero,
    durationSeconds,
    ...(run.kind === 'audio' && { of: 'sound' as const }),
  }));
}

/** What a run reads of the source; undefined for a picture that is in no file. */
function readStream({ picture, audio }: Plan, { kind, renditionIds }: EncodeRun) {
  if (kind === 'audio') return audio.find(({ id }) => id === renditionIds[0]);
  return picture.kind === 'still' ? undefined : picture;
}

/** Runs of wanted times that are not among the read ones; each lasts until the next that is. */
function unreadParts(wanted: readonly number[], read: readonly number[], end: number): DamagedPart[] {
  const known = new Set(read.map(tickOf));
  const isRead = (time: number): boolean => [-1, 0, 1].some((step) => known.has(tickOf(time) + step));
  const parts: DamagedPart[] = [];
  let startSeconds: number | undefined;
  for (const time of wanted) {
    if (!isRead(time)) startSeconds ??= time;
    else if (startSeconds !== undefined) {
      parts.push({ startSeconds, durationSeconds: time - startSeconds });
      startSeconds = undefined;
    }
  }
  if (startSeconds !== undefined) parts.push({ startSeconds, durationSeconds: end - startSeconds });
  return parts;
}

function tickOf(seconds: number): number {
  return Math.round(seconds / SAME_SECONDS);
}

async function packetTimes(input: FindDamageInput, stretch: StreamStretch): Promise<number[]> {
  const times: number[] = [];
  await readLines(input, { tool: 'ffprobe', args: packetTimeArguments(stretch) }, (line) => {
    const time = Number.parseFloat(line);
    if (Number.isFinite(time)) times.push(time);
  });
  return times;
}

async function frameTimes(input: FindDamageInput, stretch: StreamStretch): Promise<number[]> {
  const times: number[] = [];
  let secondsPerTick = 0;
  await readLines(input, { tool: 'ffmpeg', args: flawlessFrameArguments(stretch) }, (line) => {
    const [, num, den] = /^#tb 0: (\d+)\/(\d+)/.exec(line) ?? [];
    if (num && den) secondsPerTick = Number(num) / Number(den);
    const pts = line.startsWith('#') ? undefined : line.split(',')[2];
    if (pts !== undefined) times.push(Number(pts) * secondsPerTick);
  });
  return times;
}

async function readLines(
  { tools, sourcePath, workFolder, plan, run: { chunk }, onStart, signal }: FindDamageInput,
  toolRun: Pick<MediaRun, 'tool' | 'args'>,
  onLine: (line: string) => void,
): Promise<void> {
  const lines = new LineSplitter(onLine);
  const seconds =
    toNumber(segmentStart(plan.grid, chunk.firstSegment + chunk.segmentCount)) -
    toNumber(segmentStart(plan.grid, chunk.firstSegment));
  const result = await tools.run({
    ...toolRun,
    readablePaths: [sourcePath],
    workFolder,
    isBackground: true,
    ...(onStart && { onStart }),
    signal,
    ...encodeLimits(seconds),
    onOutput: (_output, bytes) => lines.push(bytes),
  });
  // What was not read because the reading was ended is not damaged.
  if (result.endedBy !== 'itself' || wasKilled(result)) {
    throw new AppError(result.endedBy === 'cancel' ? 'CANCELLED' : 'ENCODE_STALLED', {
      message: 'Looking for damage in the source was broken off.',
      retry: 'later',
      detail: result.stderrTail,
    });
  }
  lines.finish();
}
