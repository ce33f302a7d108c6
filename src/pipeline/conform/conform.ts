import { AppError } from '../../kernel/app-error.ts';
import { type CaptionPlan, planCaptions } from '../../media/captions/caption-plan.ts';
import { intermediateArguments, remuxArguments } from '../../media/ffmpeg/conform-arguments.ts';
import { conformingByContainer, type Conforming, wastesDecoding } from '../../media/plan/conforming.ts';
import type { PlanPolicy } from '../../media/plan/draft-plan.ts';
import type { MediaFacts } from '../../media/facts/media-facts.ts';
import { toNumber } from '../../media/rational.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { SourceHead } from '../../ports/source-head.ts';
import { draftOrRefuse } from '../make-plan/draft-or-refuse.ts';
import { readFacts, type SourceLimits } from '../read-facts/read-facts.ts';
import { throwIfInterrupted } from '../read-facts/throw-if-interrupted.ts';

/** A source that can be cut: the uploaded file itself, or a rewritten one. */
export interface CuttableSource {
  readonly sourcePath: string;
  readonly demuxer: string;
  readonly facts: MediaFacts;
  readonly isConformed: boolean;
  /** Subtitles of the file before it was rewritten: a rewritten one has none. */
  readonly captions?: CaptionPlan | undefined;
  /** What was done to make it so, in plain sentences. */
  readonly notes?: readonly string[];
}

/** Everything conforming needs. */
export interface ConformInput {
  readonly sourcePath: string;
  readonly demuxer: string;
  readonly facts: MediaFacts;
  readonly policy: PlanPolicy;
  readonly head: SourceHead;
  readonly tools: MediaTools;
  readonly limits?: SourceLimits;
  /** Largest rewritten file: what may be taken of the disk. */
  readonly maxFileBytes?: number;
  /** Private folder that the conformed file stays in as long as the video is encoded. */
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

const CONFORM_TIMEOUT_MS = 6 * 3600_000;
/** FFmpeg tells of its progress every 5 s; a busy machine may keep it waiting. */
const STALL_TIMEOUT_MS = 5 * 60_000;
const MAX_MEMORY_BYTES = 8 * 1024 ** 3;
/** ENOSPC and EFBIG in FFmpeg's words, which are the C library's. */
const NO_SPACE = /No space left on device|File too large/;

/** Whether a source cannot be cut well as it is. Throws AppError SOURCE_… for one that is refused. */
export async function mustConform(
  input: Pick<ConformInput, 'sourcePath' | 'demuxer' | 'facts' | 'policy' | 'head' | 'signal'>,
): Promise<boolean> {
  const { sourcePath, demuxer, facts, policy } = input;
  const { isFragmented } = await input.head(sourcePath, input.signal);
  const isByContainer = conformingByContainer(demuxer, facts, isFragmented) !== 'none';
  return isByContainer || wastesDecoding(draftOrRefuse(facts, demuxer, policy));
}

/** Rewrites a source that cannot be cut well (no index, broken times, rare key frames); others are returned as they are. */
export async function conformIfNeeded(input: ConformInput): Promise<CuttableSource> {
  const { sourcePath, demuxer, facts } = input;
  const { isFragmented } = await input.head(sourcePath, input.signal);
  const byContainer = conformingByContainer(demuxer, facts, isFragmented);
  let source: CuttableSource = { sourcePath, demuxer, facts, isConformed: false };
  if (byContainer === 'remux') {
    source = (await rewrite(input, 'remux')) ?? (await rewriteOrRefuse(input));
  }
  const draft = draftOrRefuse(source.facts, source.demuxer, input.policy);
  return wastesDecoding(draft) ? await rewriteOrRefuse(input) : source;
}

async function rewriteOrRefuse(input: ConformInput): Promise<CuttableSource> {
  const source = await rewrite(input, 're-encode');
  if (source) return source;
  throw new AppError('SOURCE_DAMAGED', { message: 'The file has no usable index and could not be rewritten.' });
}

/** The rewritten source, or undefined when FFmpeg could not write it or lost the picture on the way. */
async function rewrite(input: ConformInput, how: Exclude<Conforming, 'none'>): Promise<CuttableSource | undefined> {
  const { tools, facts, workFolder, signal } = input;
  const outputPath = `${workFolder}/${how === 'remux' ? 'remuxed' : 'intermediate'}.media`;
  const source = { path: input.sourcePath, demuxer: input.demuxer };
  const result = await tools.run({
    tool: 'ffmpeg',
    args:
      how === 'remux' ? remuxArguments(source, facts, outputPath) : intermediateArguments(source, facts, outputPath),
    readablePaths: [input.sourcePath],
    workFolder,
    timeoutMs: CONFORM_TIMEOUT_MS,
    stallTimeoutMs: STALL_TIMEOUT_MS,
    maxMemoryBytes: MAX_MEMORY_BYTES,
    maxFileBytes: input.maxFileBytes,
    // A viewer of another video may wait for a cell.
    isBackground: how === 're-encode',
    signal,
  });
  throwIfInterrupted(result, 'Rewriting the file');
  if (result.endedBy !== 'itself') {
    // Says nothing about the file: the bucket that it is read from may be away.
    throw new AppError('ENCODE_STALLED', {
      message: 'The file could not be rewritten: FFmpeg made no progress.',
      retry: 'later',
      detail: `${result.command}\nexit code ${result.exitCode}\n${result.stderrTail}`,
    });
  }
  // FFmpeg 5.1 ends with 0 when only the end of the file could not be written.
  if (NO_SPACE.test(result.stderrTail)) {
    throw new AppError('DISK_FULL', { message: 'There is no room to rewrite the file.', retry: 'later' });
  }
  if (result.exitCode !== 0) return undefined;
  const reading = await readFacts({ ...input, sourcePath: outputPath }).catch((error: unknown) => {
    // What cannot be read is no faithful copy; a full disk or a killed reader says nothing about it.
    const isUnreadable =
      error instanceof AppError && error.code.startsWith('SOURCE_') && error.code !== 'SOURCE_TOO_LONG';
    if (isUnreadable) return undefined;
    throw error;
  });
  if (!reading || (facts.video && !keptItsFrames(facts, reading.facts))) return undefined;
  return {
    sourcePath: outputPath,
    ...reading,
    isConformed: true,
    captions: captionsBefore(input),
    notes: [CONFORMED[how]],
  };
}

/** Times of a file that had to be rewritten are only nearly true: second 0 is where its first stream begins. */
function captionsBefore({ facts, demuxer }: ConformInput): CaptionPlan | undefined {
  const timing = facts.video?.timing ?? facts.audio[0]?.timing;
  return planCaptions(facts.subtitles, demuxer, toNumber(timing?.startTime ?? facts.startTime));
}

const CONFORMED: Readonly<Record<Exclude<Conforming, 'none'>, string>> = {
  remux: 'The file has no index to seek by: it was rewritten first, without loss.',
  're-encode': 'The file cannot be cut where it must be: it was encoded once more first, almost without loss.',
};

/** A rewrite that lost more than a hundredth of the frames is no faithful copy. */
function keptItsFrames(before: MediaFacts, after: MediaFacts): boolean {
  const had = before.video?.timing.frameCount ?? 0;
  return (after.video?.timing.frameCount ?? 0) >= had * 0.99;
}
