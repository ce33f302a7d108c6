import { createHash } from 'node:crypto';

import { AppError } from '../../kernel/app-error.ts';
import { type CaptionPlan, planCaptions } from '../../media/captions/caption-plan.ts';
import { audioChunkArguments, audioCopyArguments, audioInitRequest } from '../../media/ffmpeg/audio-chunk-arguments.ts';
import type { SourceInput } from '../../media/ffmpeg/input-arguments.ts';
import { chunkRenditions, videoChunkArguments } from '../../media/ffmpeg/video-chunk-arguments.ts';
import type { MediaFacts } from '../../media/facts/media-facts.ts';
import { FragmentSplitter } from '../../media/isobmff/fragment-splitter.ts';
import { readInit } from '../../media/isobmff/init.ts';
import type { PlanPolicy } from '../../media/plan/draft-plan.ts';
import { INIT_FILE_NAME } from '../../media/plan/names.ts';
import type { AudioRendition, InitSummary, Plan, PlanDraft } from '../../media/plan/plan.ts';
import { toNumber } from '../../media/rational.ts';
import type { MediaRunResult, MediaTools } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { encodeLimits } from '../encode/encode-limits.ts';
import { draftOrRefuse } from './draft-or-refuse.ts';
import { throwIfInterrupted } from '../read-facts/throw-if-interrupted.ts';

/** Everything planning needs. */
export interface MakePlanInput {
  readonly sourcePath: string;
  readonly demuxer: string;
  readonly facts: MediaFacts;
  /** What was done to the source before. */
  readonly notes?: readonly string[];
  /** Subtitles of the source as uploaded, where `facts` are those of a conformed one. */
  readonly captions?: CaptionPlan | undefined;
  readonly policy: PlanPolicy;
  readonly tools: MediaTools;
  readonly objects: ObjectStore;
  /** Key prefix of the revision, empty or ending in `/`. */
  readonly prefix: string;
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

/**
 * Drafts the plan and encodes one frame per rendition with the real arguments, to learn and store each init segment.
 *
 * A sound track that FFmpeg cannot decode is left out with a note. Throws AppError SOURCE_DAMAGED or
 * SOURCE_CODEC_UNSUPPORTED when the picture cannot be decoded.
 */
export async function makePlan(input: MakePlanInput): Promise<Plan> {
  const draft = draftOrRefuse(input.facts, input.demuxer, input.policy);
  const source: SourceInput = { path: input.sourcePath, demuxer: input.demuxer };
  const [video, ...audio] = await Promise.all([
    videoInits(input, draft, source),
    ...draft.audio.map((rendition) => audioInit(input, draft, source, rendition)),
  ]);
  const encoded = [...video, ...audio.filter((entry) => entry !== undefined)];
  const kept = draft.audio.filter((rendition) => encoded.some(([id]) => id === rendition.id));
  const lost = draft.audio.length - kept.length;
  if (kept.length === 0 && draft.picture.kind === 'still') {
    throw new AppError('SOURCE_CODEC_UNSUPPORTED', { message: 'The sound of the file cannot be decoded.' });
  }
  // Nothing is stored before it is sure that nothing is refused.
  const inits: Record<string, InitSummary> = {};
  for (const [id, bytes] of encoded) inits[id] = await storeInit(input, id, bytes);
  const told = [...(input.notes ?? []), ...draft.notes];
  const notes =
    lost === 0 ? told : [...told, `${lost} sound track${lost > 1 ? 's' : ''} could not be decoded and was left out.`];
  const captions = input.captions ?? planCaptions(input.facts.subtitles, input.demuxer, timelineZeroOf(draft));
  return { ...draft, audio: kept, notes, inits, ...(captions && { captions }) };
}

function timelineZeroOf({ picture, audio }: PlanDraft): number {
  const zero = picture.kind === 'frames' ? picture.zeroTime : audio[0]?.zeroTime;
  return zero ? toNumber(zero) : 0;
}

async function videoInits(input: MakePlanInput, plan: PlanDraft, source: SourceInput): Promise<[string, Uint8Array][]> {
  const renditionIds = plan.video.map((rendition) => rendition.id);
  const inits = new Map<number, Uint8Array>();
  const splitters = renditionIds.map(() => new FragmentSplitter());
  const framed = new Set<number>();
  const result = await input.tools.run({
    tool: 'ffmpeg',
    args: videoChunkArguments({
      plan,
      source,
      chunk: { firstSegment: 0, segmentCount: 1 },
      renditionIds,
      threads: 2,
      isInitOnly: true,
    }),
    outputs: renditionIds.length,
    ...runOptions(input, plan.picture.kind === 'still' ? [] : [source.path]),
    onOutput(output, bytes) {
      for (const piece of splitters[output - 1]?.push(bytes) ?? []) {
        if (piece.kind === 'init') inits.set(output, piece.bytes);
        else framed.add(output);
      }
    },
  });
  const order = chunkRenditions(plan, renditionIds);
  if (inits.size < order.length || framed.size < order.length) throw undecodable(result);
  return order.map((rendition, i) => [rendition.id, inits.get(i + 1) as Uint8Array]);
}

async function audioInit(
  input: MakePlanInput,
  plan: PlanDraft,
  source: SourceInput,
  rendition: AudioRendition,
): Promise<[string, Uint8Array] | undefined> {
  const request = audioInitRequest(plan, source, rendition);
  const splitter = new FragmentSplitter();
  let init: Uint8Array | undefined;
  const result = await input.tools.run({
    tool: 'ffmpeg',
    args: rendition.mode === 'copy' ? audioCopyArguments(request) : audioChunkArguments(request),
    outputs: 1,
    ...runOptions(input, [source.path]),
    onOutput(output, bytes) {
      if (output !== 1) return;
      for (const piece of splitter.push(bytes)) if (piece.kind === 'init') init = piece.bytes;
    },
  });
  throwIfInterrupted(result, 'Planning');
  return init && [rendition.id, init];
}

function runOptions(input: MakePlanInput, readablePaths: readonly string[]) {
  const { timeoutMs, maxMemoryBytes } = encodeLimits(1);
  return { readablePaths, workFolder: input.workFolder, signal: input.signal, timeoutMs, maxMemoryBytes };
}

async function storeInit(input: MakePlanInput, renditionId: string, bytes: Uint8Array): Promise<InitSummary> {
  const track = readInit(bytes).tracks[0];
  if (!track)
    throw new AppError('ENCODE_FAILED', { message: `${renditionId}: FFmpeg wrote an init segment without a track.` });
  await input.objects.put(`${input.prefix}${renditionId}/${INIT_FILE_NAME}`, bytes);
  return {
    codecs: track.codecs,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
  };
}

function undecodable(result: MediaRunResult): AppError {
  throwIfInterrupted(result, 'Planning');
  const detail = `${result.command}\nexit code ${result.exitCode}, signal ${result.killedBy}\n${result.stderrTail}`;
  if (/Decoder \(codec .*\) not found|no decoder found|Could not find codec parameters/i.test(result.stderrTail)) {
    return new AppError('SOURCE_CODEC_UNSUPPORTED', {
      message: 'The picture is in a format that cannot be decoded.',
      detail,
    });
  }
  return new AppError('SOURCE_DAMAGED', {
    message: 'No picture of the file can be decoded: it is cut off or damaged.',
    detail,
  });
}
