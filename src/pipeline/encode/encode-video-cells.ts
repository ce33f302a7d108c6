import {
  chunkRenditions,
  type VideoChunkRequest,
  videoChunkArguments,
} from '../../media/ffmpeg/video-chunk-arguments.ts';
import type { SourceInput } from '../../media/ffmpeg/input-arguments.ts';
import { readFragment } from '../../media/isobmff/fragment.ts';
import { FragmentSplitter } from '../../media/isobmff/fragment-splitter.ts';
import { readInit, type TrackFacts } from '../../media/isobmff/init.ts';
import { retimeFragment } from '../../media/isobmff/retime-fragment.ts';
import { MediaError } from '../../media/media-error.ts';
import { renditionSegmentFrames, renditionStartFrame } from '../../media/plan/rendition-frames.ts';
import type { Chunk, Plan, VideoRendition } from '../../media/plan/plan.ts';
import { rational, type Rational } from '../../media/rational.ts';
import { gridDuration } from '../../media/grid/grid.ts';
import type { MediaRunResult } from '../../ports/media-tools.ts';
import type { Lease } from '../../videos/cell-store.ts';
import type { CellWriter, FinishedCell } from './cell-writer.ts';
import { type EncodeInput, jobSeconds } from './encode-input.ts';
import { verifyPictureFragment } from './expected-fragment.ts';
import { wasKilled } from '../read-facts/was-killed.ts';
import { verifyInit } from './verify-init.ts';
import { encodeLimits } from './encode-limits.ts';

/** Encodes the leased picture cells with one FFmpeg; each segment is stored as soon as its last frame is out. */
export async function encodeVideoCells(input: EncodeInput, lease: Lease, writer: CellWriter): Promise<MediaRunResult> {
  const { plan } = input;
  let result: MediaRunResult | undefined;
  const held: FinishedCell[] = [];
  // Where damage leaves nothing to decode after the nearest key frame, an earlier one still shows the last good picture.
  for (const extraPreRoll of [undefined, rational(30), gridDuration(plan.grid)]) {
    result = await runOnce(input, lease, writer, held, extraPreRoll);
    const isBarren = writer.filledCount + held.length === 0 && result.endedBy === 'itself' && !wasKilled(result);
    if (!isBarren || plan.picture.kind === 'still') break;
  }
  if (result?.stderrTail.trim() !== '') await input.onComplaint?.();
  for (const cell of held) await writer.write(cell);
  return result as MediaRunResult;
}

async function runOnce(
  input: EncodeInput,
  lease: Lease,
  writer: CellWriter,
  held: FinishedCell[],
  extraPreRoll: Rational | undefined,
): Promise<MediaRunResult> {
  const { plan, tools } = input;
  const chunk = leasedRun(lease);
  const renditionIds = [...new Set(lease.cells.map((cell) => cell.renditionId))];
  const request: VideoChunkRequest = {
    plan,
    source: pictureSource(plan, input.sourcePath),
    chunk,
    renditionIds,
    threads: input.threads ?? 1,
    extraPreRoll,
  };
  const isHeld = ({ segmentIndex }: FinishedCell): boolean =>
    input.onComplaint !== undefined &&
    !input.urgentCell &&
    segmentIndex === chunk.firstSegment + chunk.segmentCount - 1;
  const outputs = chunkRenditions(plan, renditionIds).map((rendition) => new RenditionOutput(plan, rendition, chunk));
  return await tools.run({
    tool: 'ffmpeg',
    args: videoChunkArguments(request),
    outputs: outputs.length,
    readablePaths: plan.picture.kind === 'still' ? [] : [input.sourcePath],
    workFolder: input.workFolder,
    isBackground: input.isBackground,
    ...(input.onStart && { onStart: input.onStart }),
    signal: input.signal,
    ...encodeLimits(jobSeconds(plan, input.job)),
    async onOutput(output, bytes) {
      for (const cell of outputs[output - 1]?.push(bytes) ?? []) {
        if (!writer.wants(cell)) continue;
        if (isHeld(cell)) held.push(cell);
        else await writer.write(cell);
      }
    },
  });
}

/** The source with what decoding its picture from the middle needs. */
export function pictureSource({ demuxer, picture }: Plan, path: string): SourceInput {
  return { path, demuxer, ...(picture.kind === 'frames' && { x264Build: picture.x264Build }) };
}

/** The shortest run of segments that holds every leased cell. */
function leasedRun(lease: Lease): Chunk {
  const indexes = lease.cells.map((cell) => cell.segmentIndex);
  const firstSegment = Math.min(...indexes);
  return { firstSegment, segmentCount: Math.max(...indexes) - firstSegment + 1 };
}

/** What one rendition's pipe brings: the init, then one fragment a segment, each verified and moved to its place. */
class RenditionOutput {
  readonly #plan: Plan;
  readonly #rendition: VideoRendition;
  readonly #chunk: Chunk;
  readonly #splitter = new FragmentSplitter();
  #track: TrackFacts | undefined;
  #fragments = 0;

  constructor(plan: Plan, rendition: VideoRendition, chunk: Chunk) {
    this.#plan = plan;
    this.#rendition = rendition;
    this.#chunk = chunk;
  }

  push(bytes: Uint8Array): FinishedCell[] {
    const cells: FinishedCell[] = [];
    for (const piece of this.#splitter.push(bytes)) {
      if (piece.kind === 'init') {
        verifyInit(piece.bytes, this.#plan, this.#rendition.id);
        this.#track = readInit(piece.bytes).tracks[0];
      } else cells.push(this.#finish(piece.bytes));
    }
    return cells;
  }

  #finish(bytes: Uint8Array): FinishedCell {
    const { grid } = this.#plan;
    const rendition = this.#rendition;
    const segmentIndex = this.#chunk.firstSegment + this.#fragments++;
    if (this.#fragments > this.#chunk.segmentCount) {
      throw new MediaError(`${rendition.id}: wanted ${this.#chunk.segmentCount} fragments, got more`);
    }
    const fragment = readFragment(bytes, this.#track);
    const startFrame = renditionStartFrame(grid, rendition, segmentIndex);
    const chunkStartFrame = renditionStartFrame(grid, rendition, this.#chunk.firstSegment);
    const frameCount = renditionSegmentFrames(grid, rendition, segmentIndex);
    verifyPictureFragment(
      fragment,
      {
        frameCount,
        frameTicks: rendition.frameTicks,
        baseDecodeTimeTicks: (startFrame - chunkStartFrame) * rendition.frameTicks,
      },
      `${rendition.id} segment ${segmentIndex}`,
    );
    const keyFrame = fragment.samples[0];
    return {
      renditionId: rendition.id,
      segmentIndex,
      bytes: retimeFragment(bytes, {
        sequenceNumber: segmentIndex + 1,
        baseDecodeTimeTicks: startFrame * rendition.frameTicks,
      }),
      sampleCount: frameCount,
      durationTicks: frameCount * rendition.frameTicks,
      keyFrameEndBytes: keyFrame ? keyFrame.offsetBytes + keyFrame.sizeBytes : 0,
    };
  }
}
