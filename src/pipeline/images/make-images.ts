import { AppError } from '../../kernel/app-error.ts';
import { CONTACT_SHEET_TILES, contactSheetArguments, posterArguments } from '../../media/ffmpeg/image-arguments.ts';
import { segmentCount } from '../../media/grid/grid.ts';
import { INIT_FILE_NAME, segmentFileName } from '../../media/plan/names.ts';
import { renditionStartFrame } from '../../media/plan/rendition-frames.ts';
import type { Plan, VideoRendition } from '../../media/plan/plan.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';
import { encodeLimits } from '../encode/encode-limits.ts';
import { throwIfInterrupted } from '../read-facts/throw-if-interrupted.ts';
import { readAhead } from '../verify/read-ahead.ts';

/** Everything making pictures needs. */
export interface MakeImagesInput {
  readonly plan: Plan;
  readonly prefix: string;
  /** Where `poster.jpg` and `contact-sheet.jpg` go; empty or ending in `/`. */
  readonly imagesPrefix: string;
  readonly objects: ObjectStore;
  readonly tools: MediaTools;
  readonly files: TemporaryFiles;
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

const POSTER_FILE_NAME = 'poster.jpg';
const CONTACT_SHEET_FILE_NAME = 'contact-sheet.jpg';

/** Pictures of every ready video, in its folder of images. */
export const IMAGE_FILE_NAMES: readonly string[] = [POSTER_FILE_NAME, CONTACT_SHEET_FILE_NAME];

/** Posters are chosen among this many key frames of the beginning. */
const POSTER_CANDIDATES = 8;

/**
 * Makes the poster and the contact sheet from the key frames of finished segments: upright, in the right colours, and
 * without reading the source again. All cells must be filled.
 */
export async function makeImages(input: MakeImagesInput): Promise<void> {
  const { plan } = input;
  const count = segmentCount(plan.grid);
  const lowest = plan.video[0] as VideoRendition;
  const highest = plan.video.at(-1) as VideoRendition;

  const candidates = spread(Math.ceil(count / 2), POSTER_CANDIDATES);
  await makeImage(input, POSTER_FILE_NAME, highest, candidates, posterArguments);

  const tiles = CONTACT_SHEET_TILES ** 2;
  const hasEnoughKeyFrames = count >= tiles;
  const frames = renditionStartFrame(plan.grid, lowest, count);
  await makeImage(input, CONTACT_SHEET_FILE_NAME, lowest, spread(count, tiles), (path) =>
    contactSheetArguments(path, hasEnoughKeyFrames, frames),
  );
}

async function makeImage(
  input: MakeImagesInput,
  name: string,
  rendition: VideoRendition,
  segments: readonly number[],
  argumentsFor: (cellsPath: string) => string[],
): Promise<void> {
  const { objects, prefix } = input;
  const keys = [INIT_FILE_NAME, ...segments.map(segmentFileName)].map((file) => `${prefix}${rendition.id}/${file}`);
  const cellsPath = `${input.workFolder}/${name}.cells`;
  try {
    const get = readAhead(objects, [keys]);
    for (const key of keys) {
      const bytes = await get(key);
      if (!bytes) throw new AppError('OBJECT_MISSING', { message: `${key} is not stored.`, retry: 'later' });
      await input.files.append(cellsPath, bytes);
    }
    const image = await render(input, argumentsFor(cellsPath), cellsPath);
    await objects.put(`${input.imagesPrefix}${name}`, image);
  } finally {
    await input.files.remove(cellsPath);
  }
}

async function render(input: MakeImagesInput, args: string[], cellsPath: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const result = await input.tools.run({
    tool: 'ffmpeg',
    args,
    outputs: 1,
    readablePaths: [cellsPath],
    workFolder: input.workFolder,
    signal: input.signal,
    ...encodeLimits(1),
    onOutput: (output, bytes) => void (output === 1 && pieces.push(bytes)),
  });
  throwIfInterrupted(result, 'Making pictures');
  if (result.exitCode !== 0 || pieces.length === 0) {
    throw new AppError('ENCODE_FAILED', {
      message: 'No picture could be made from the finished segments.',
      retry: 'later',
      detail: `${result.command}\nexit code ${result.exitCode}\n${result.stderrTail}`,
    });
  }
  return Buffer.concat(pieces);
}

/** Up to `wanted` numbers from 0 to count - 1, evenly spread, ascending. */
function spread(count: number, wanted: number): number[] {
  const picks = Array.from({ length: Math.min(count, wanted) }, (_, i) =>
    Math.floor((i * count) / Math.min(count, wanted)),
  );
  return [...new Set(picks)];
}
