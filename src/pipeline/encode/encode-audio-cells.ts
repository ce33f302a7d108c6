import {
  type AudioChunkRequest,
  audioChunkArguments,
  audioCopyArguments,
  COPY_OFFSET_SECONDS,
  leadingFrames,
} from '../../media/ffmpeg/audio-chunk-arguments.ts';
import { SILENT_STEREO_FRAME } from '../../media/aac/silent-frame.ts';
import { audioFrameStartSample, audioSegmentStartFrame, SAMPLES_PER_FRAME } from '../../media/grid/audio-grid.ts';
import { writeAudioFragment } from '../../media/isobmff/audio-fragment.ts';
import { readFragment } from '../../media/isobmff/fragment.ts';
import { FragmentSplitter } from '../../media/isobmff/fragment-splitter.ts';
import { readInit, type TrackFacts } from '../../media/isobmff/init.ts';
import { MediaError } from '../../media/media-error.ts';
import type { AudioRendition } from '../../media/plan/plan.ts';
import { multiply, rational, round } from '../../media/rational.ts';
import { assert } from '../../kernel/assert.ts';
import type { MediaRunResult } from '../../ports/media-tools.ts';
import type { Lease } from '../../videos/cell-store.ts';
import { type DamagedPart, isWithin } from '../../videos/report/damaged-part.ts';
import { wasKilled } from '../read-facts/was-killed.ts';
import type { CellWriter } from './cell-writer.ts';
import { type EncodeInput, jobSeconds } from './encode-input.ts';
import { encodeLimits } from './encode-limits.ts';
import { verifyInit } from './verify-init.ts';

/** One AAC frame with its place in the track, when the container told it. */
interface TimedFrame {
  readonly bytes: Uint8Array;
  /** Sample at which it begins, on FFmpeg's output clock. */
  readonly startSample: number;
}

/** Encodes or copies the leased sound cells with one FFmpeg and regroups its frames into segments. */
export async function encodeAudioCells(input: EncodeInput, lease: Lease, writer: CellWriter): Promise<MediaRunResult> {
  const { plan, job } = input;
  const rendition = plan.audio.find((candidate) => candidate.id === job.renditionIds[0]);
  assert(rendition, `no audio rendition ${job.renditionIds[0]}`);
  const { firstSegment, segmentCount } = job.chunk;
  const request: AudioChunkRequest = {
    plan,
    source: { path: input.sourcePath, demuxer: plan.demuxer },
    rendition,
    firstFrame: audioSegmentStartFrame(plan.grid, rendition, firstSegment),
    endFrame: audioSegmentStartFrame(plan.grid, rendition, firstSegment + segmentCount),
  };
  const received: TimedFrame[] = [];
  const result = await collectFrames(input, request, received);
  if (received.length === 0) return result;

  const isDamaged = result.stderrTail.trim() !== '' && result.endedBy === 'itself' && !wasKilled(result);
  const damage = isDamaged ? ((await input.onComplaint?.()) ?? []) : [];
  const frames = rendition.mode === 'copy' ? copiedFrames(received, request, damage) : encodedFrames(received, request);
  for (const { segmentIndex } of lease.cells) {
    const first = audioSegmentStartFrame(plan.grid, rendition, segmentIndex);
    const end = audioSegmentStartFrame(plan.grid, rendition, segmentIndex + 1);
    const own = frames.slice(first - request.firstFrame, end - request.firstFrame);
    const where = `${rendition.id} segment ${segmentIndex}`;
    if (own.length !== end - first) throw new MediaError(`${where}: wanted ${end - first} frames, got ${own.length}`);
    await writer.write(audioCell(rendition, segmentIndex, first, own));
  }
  return result;
}

function audioCell(rendition: AudioRendition, segmentIndex: number, firstFrame: number, frames: readonly Uint8Array[]) {
  const timed = frames.map((bytes, i) => ({
    bytes,
    // Only a copied track's first frame may be shorter: the part of it after zero.
    durationTicks:
      audioFrameStartSample(rendition, firstFrame + i + 1) - audioFrameStartSample(rendition, firstFrame + i),
  }));
  return {
    renditionId: rendition.id,
    segmentIndex,
    bytes: writeAudioFragment({
      trackId: 1,
      sequenceNumber: segmentIndex + 1,
      baseDecodeTimeTicks: audioFrameStartSample(rendition, firstFrame),
      frames: timed,
    }),
    sampleCount: frames.length,
    durationTicks: timed.reduce((sum, frame) => sum + frame.durationTicks, 0),
    keyFrameEndBytes: 0,
  };
}

async function collectFrames(
  input: EncodeInput,
  request: AudioChunkRequest,
  received: TimedFrame[],
): Promise<MediaRunResult> {
  const { plan } = input;
  const splitter = new FragmentSplitter();
  let track: TrackFacts | undefined;
  return await input.tools.run({
    tool: 'ffmpeg',
    args: request.rendition.mode === 'copy' ? audioCopyArguments(request) : audioChunkArguments(request),
    outputs: 1,
    readablePaths: [input.sourcePath],
    workFolder: input.workFolder,
    isBackground: input.isBackground,
    ...(input.onStart && { onStart: input.onStart }),
    signal: input.signal,
    ...encodeLimits(jobSeconds(plan, input.job)),
    onOutput(output, bytes) {
      if (output !== 1) return;
      for (const piece of splitter.push(bytes)) {
        if (piece.kind === 'init') {
          verifyInit(piece.bytes, plan, request.rendition.id);
          track = readInit(piece.bytes).tracks[0];
        } else received.push(...framesOf(piece.bytes, track));
      }
    },
  });
}

function framesOf(bytes: Uint8Array, track: TrackFacts | undefined): TimedFrame[] {
  const fragment = readFragment(bytes, track);
  let startSample = fragment.baseDecodeTimeTicks;
  return fragment.samples.map((sample) => {
    const frame = { bytes: bytes.subarray(sample.offsetBytes, sample.offsetBytes + sample.sizeBytes), startSample };
    startSample += sample.durationTicks;
    return frame;
  });
}

/** The encoder's frames without its priming frame and the pre-roll. */
function encodedFrames(received: readonly TimedFrame[], request: AudioChunkRequest): Uint8Array[] {
  const leading = leadingFrames(request);
  return received.slice(leading, leading + request.endFrame - request.firstFrame).map((frame) => frame.bytes);
}

/**
 * The wanted frames among copied ones, by their own times; silent ones for those that no decoder can read, since some
 * players stop at them. Throws MediaError where one is missing.
 */
function copiedFrames(
  received: readonly TimedFrame[],
  request: AudioChunkRequest,
  damage: readonly DamagedPart[],
): Uint8Array[] {
  const { rendition } = request;
  const rate = rational(rendition.sampleRate);
  const zeroSample = round(multiply(rendition.zeroTime, rate)) + COPY_OFFSET_SECONDS * rendition.sampleRate;
  const byStart = new Map(received.map((frame) => [frame.startSample - zeroSample, frame.bytes]));
  const frames: Uint8Array[] = [];
  for (let frame = request.firstFrame; frame < request.endFrame; frame++) {
    const startSample = rendition.firstFrameSample + frame * SAMPLES_PER_FRAME;
    const bytes = byStart.get(startSample);
    if (!bytes) throw new MediaError(`${rendition.id}: wanted a copied frame at sample ${startSample}, got none`);
    const middleSeconds = (startSample + SAMPLES_PER_FRAME / 2) / rendition.sampleRate;
    frames.push(damage.some((part) => isWithin(part, middleSeconds)) ? SILENT_STEREO_FRAME : bytes);
  }
  return frames;
}
