import { captionFileName, type KeptCaptions } from '../../media/captions/caption-plan.ts';
import { cleanWebVtt } from '../../media/captions/clean-web-vtt.ts';
import { captionArguments } from '../../media/ffmpeg/caption-arguments.ts';
import { gridDuration } from '../../media/grid/grid.ts';
import type { Plan } from '../../media/plan/plan.ts';
import { toNumber } from '../../media/rational.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { CAPTIONS_FOLDER } from '../../videos/revision.ts';
import { throwIfInterrupted } from '../read-facts/throw-if-interrupted.ts';

/** As much as captions of a lesson may have. */
const MAX_TRACK_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 15 * 60_000;
const MAX_MEMORY_BYTES = 4 * 1024 ** 3;

/** Everything keeping captions needs. */
export interface KeepCaptionsInput {
  readonly plan: Plan;
  /** The source as uploaded. */
  readonly sourcePath: string;
  readonly objects: ObjectStore;
  /** Key prefix of the revision, empty or ending in `/`. */
  readonly prefix: string;
  readonly tools: MediaTools;
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads the text subtitles of a source into WebVTT beside its renditions, and says in a note what became of them.
 * Captions that cannot be read keep no video from being ready.
 */
export async function keepCaptions(
  input: KeepCaptionsInput,
): Promise<{ readonly captions: readonly KeptCaptions[]; readonly notes: readonly string[] }> {
  const { plan, objects, prefix } = input;
  if (!plan.captions) return { captions: [], notes: [] };
  const texts = await readTracks(input);
  const kept: KeptCaptions[] = [];
  for (const [i, { language, label }] of plan.captions.tracks.entries()) {
    const text = texts[i];
    const vtt = text && cleanWebVtt(text, plan.captions.zeroSeconds, toNumber(gridDuration(plan.grid)));
    if (!vtt) continue;
    const fileName = captionFileName(i, language);
    await objects.put(`${prefix}${CAPTIONS_FOLDER}/${fileName}`, new TextEncoder().encode(vtt));
    kept.push({ fileName, language, label });
  }
  return { captions: kept, notes: describe(kept, plan.captions.tracks.length - kept.length) };
}

/** Text of each planned track; undefined where one was too large. */
async function readTracks({
  plan,
  sourcePath,
  tools,
  workFolder,
  signal,
}: KeepCaptionsInput): Promise<(string | undefined)[]> {
  const tracks = plan.captions?.tracks ?? [];
  if (!plan.captions) return [];
  const pieces = tracks.map((): Uint8Array[] => []);
  const sizes = tracks.map(() => 0);
  const result = await tools.run({
    tool: 'ffmpeg',
    args: captionArguments(sourcePath, plan.captions),
    outputs: tracks.length,
    readablePaths: [sourcePath],
    workFolder,
    timeoutMs: TIMEOUT_MS,
    maxMemoryBytes: MAX_MEMORY_BYTES,
    isBackground: true,
    signal,
    onOutput(output, bytes) {
      const size = (sizes[output - 1] = (sizes[output - 1] ?? 0) + bytes.length);
      if (size <= MAX_TRACK_BYTES) pieces[output - 1]?.push(bytes.slice());
    },
  });
  throwIfInterrupted(result, 'Reading the subtitles');
  return pieces.map((each, i) =>
    (sizes[i] ?? 0) > MAX_TRACK_BYTES ? undefined : Buffer.concat(each).toString('utf8'),
  );
}

function describe(kept: readonly KeptCaptions[], lost: number): string[] {
  return [
    ...(kept.length > 0
      ? [`Subtitles in the file were kept as captions: ${kept.map(({ label }) => label).join(', ')}.`]
      : []),
    ...(lost > 0
      ? [
          `${lost === 1 ? 'One subtitle track' : `${lost} subtitle tracks`} of the file held nothing that could be kept.`,
        ]
      : []),
  ];
}
