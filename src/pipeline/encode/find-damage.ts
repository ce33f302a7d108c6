import { segmentStart } from '../../media/grid/grid.ts';
import { packetTimeArguments, type PictureStretch, soundFrameArguments } from '../../media/ffmpeg/damage-arguments.ts';
import type { Chunk, Plan } from '../../media/plan/plan.ts';
import { AppError } from '../../kernel/app-error.ts';
import { add, toNumber } from '../../media/rational.ts';
import type { MediaRun, MediaTools, RunningTool } from '../../ports/media-tools.ts';
import type { DamagedPart } from '../../videos/report/damaged-part.ts';
import { LineSplitter } from '../read-facts/line-splitter.ts';
import { wasKilled } from '../read-facts/was-killed.ts';
import { encodeLimits } from './encode-limits.ts';

/** Everything looking for damage needs. */
export interface FindDamageInput {
  readonly plan: Plan;
  readonly chunk: Chunk;
  readonly sourcePath: string;
  readonly tools: MediaTools;
  readonly workFolder: string;
  /** Told of each of its programs: it may be paused while a viewer waits. */
  readonly onStart?: (tool: RunningTool) => void;
  readonly signal?: AbortSignal;
}

/** Times are printed with microseconds, and some clocks have only milliseconds. */
const SAME_SECONDS = 0.0015;

/**
 * Which frames of a chunk cannot be decoded: those whose packets are there and that do not come out without an error.
 *
 * Decodes the chunk once more, so it is only for chunks over which FFmpeg complained.
 */
export async function findDamage(input: FindDamageInput): Promise<DamagedPart[]> {
  const { plan, chunk, sourcePath } = input;
  const { picture, grid, containerStart } = plan;
  if (picture.kind === 'still') return [];
  const from = add(picture.zeroTime, segmentStart(grid, chunk.firstSegment));
  const until = add(picture.zeroTime, segmentStart(grid, chunk.firstSegment + chunk.segmentCount));
  const stretch: PictureStretch = {
    source: { path: sourcePath, demuxer: plan.demuxer },
    streamIndex: picture.streamIndex,
    containerStart,
    from,
    until,
  };
  const [packets, frames] = [await packetTimes(input, stretch), await frameTimes(input, stretch)];
  const [start, end, zero] = [toNumber(from), toNumber(until), toNumber(picture.zeroTime)];
  const wanted = packets.filter((time) => time >= start && time < end).toSorted((a, b) => a - b);
  return unreadParts(wanted, frames, end).map((part) => ({ ...part, startSeconds: part.startSeconds - zero }));
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

async function packetTimes(input: FindDamageInput, stretch: PictureStretch): Promise<number[]> {
  const times: number[] = [];
  await readLines(input, { tool: 'ffprobe', args: packetTimeArguments(stretch) }, (line) => {
    const time = Number.parseFloat(line);
    if (Number.isFinite(time)) times.push(time);
  });
  return times;
}

async function frameTimes(input: FindDamageInput, stretch: PictureStretch): Promise<number[]> {
  const times: number[] = [];
  let secondsPerTick = 0;
  await readLines(input, { tool: 'ffmpeg', args: soundFrameArguments(stretch) }, (line) => {
    const [, num, den] = /^#tb 0: (\d+)\/(\d+)/.exec(line) ?? [];
    if (num && den) secondsPerTick = Number(num) / Number(den);
    const pts = line.startsWith('#') ? undefined : line.split(',')[2];
    if (pts !== undefined) times.push(Number(pts) * secondsPerTick);
  });
  return times;
}

async function readLines(
  { tools, sourcePath, workFolder, plan, chunk, onStart, signal }: FindDamageInput,
  run: Pick<MediaRun, 'tool' | 'args'>,
  onLine: (line: string) => void,
): Promise<void> {
  const lines = new LineSplitter(onLine);
  const seconds =
    toNumber(segmentStart(plan.grid, chunk.firstSegment + chunk.segmentCount)) -
    toNumber(segmentStart(plan.grid, chunk.firstSegment));
  const result = await tools.run({
    ...run,
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
