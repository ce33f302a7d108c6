import { segmentFileName } from '../../media/plan/names.ts';
import { reencodeVideo, type ReencodeContext } from '../control/reencode-video.ts';
import { isId } from '../../kernel/ids.ts';
import { PUBLIC_FOLDER, publicPrefix, revisionPrefixes, videoPrefix } from '../../videos/revision.ts';
import { sourceIdOf, VIDEO_STATES, type Video } from '../../videos/video.ts';
import type { WorkContext } from '../work/work-context.ts';
import { lackingFiles } from './compare-files.ts';
import { videosIn } from './each-video.ts';

/** Something that the tables and the storage do not agree on. */
export interface StorageDifference {
  readonly kind:
    | 'orphaned-video'
    | 'orphaned-revision'
    | 'orphaned-source'
    | 'missing-cell'
    | 'missing-file'
    | 'missing-source'
    | 'stray-copy'
    | 'damaged-copy';
  readonly videoId: string;
  /** What is there or lacks, for a person. */
  readonly message: string;
  /** Makes the two agree; absent where only a person can (upload again). */
  readonly mend?: () => Promise<void>;
  /** What is still to happen once it was mended. */
  readonly afterwards?: string;
}

/** Said of what a new encode mends. */
const ENCODED_ANEW = 'the video is encoded anew as soon as a server runs';

type StorageContext = ReencodeContext & Pick<WorkContext, 'replacements' | 'objects' | 'files' | 'tools' | 'settings'>;

/**
 * Everything in the storage without a row, and every row without its bytes, one after the other. Uploads that still
 * arrive, deletions that are under way and plans that are just being made are left out: nobody may be at work meanwhile.
 */
export async function* compareStorage(context: StorageContext): AsyncIterable<StorageDifference> {
  const known = new Map<string, Video>();
  for (const state of VIDEO_STATES) for await (const video of videosIn(context, state)) known.set(video.id, video);
  const sourceIds = new Set(await context.replacements.listSourceIds());
  yield* strangersAmongFiles(context, known, sourceIds);
  for (const video of known.values()) yield* lackingOf(context, video);
}

async function* strangersAmongFiles(
  context: StorageContext,
  known: ReadonlyMap<string, Video>,
  sourceIds: ReadonlySet<string>,
): AsyncIterable<StorageDifference> {
  const { objects, sources } = context;
  for await (const folder of foldersUnder(context, 'originals/', 1)) {
    const [videoId = ''] = folder;
    if (known.has(videoId) || sourceIds.has(videoId) || !isId(videoId)) continue;
    const mend = async (): Promise<void> => await sources.remove(videoId);
    yield { kind: 'orphaned-source', videoId, message: `originals/${videoId}/ belongs to no video`, mend };
  }
  for await (const [videoId = ''] of foldersUnder(context, PUBLIC_FOLDER, 1)) {
    if (known.has(videoId) || !isId(videoId)) continue;
    const mend = async (): Promise<void> => await objects.deletePrefix(publicPrefix(videoId));
    yield { kind: 'orphaned-video', videoId, message: `${publicPrefix(videoId)} belongs to no video`, mend };
  }
  let lastVideo = '';
  for await (const [videoId = '', revisionId = ''] of foldersUnder(context, 'hls/', 2)) {
    if (!isId(videoId)) continue;
    if (!known.has(videoId)) {
      if (videoId === lastVideo) continue;
      lastVideo = videoId;
      const mend = async (): Promise<void> => await objects.deletePrefix(videoPrefix(videoId));
      yield { kind: 'orphaned-video', videoId, message: `hls/${videoId}/ belongs to no video`, mend };
      continue;
    }
    if (!isId(revisionId) || (await context.revisions.find(revisionId))) continue;
    if ((await context.reencodes.find(videoId))?.revisionId === revisionId) continue;
    const { prefix } = revisionPrefixes(videoId, revisionId);
    const mend = async (): Promise<void> => await objects.deletePrefix(prefix);
    yield { kind: 'orphaned-revision', videoId, message: `${prefix} belongs to no plan`, mend };
  }
}

/** The different folders at a depth below a prefix, as their names. */
async function* foldersUnder(
  { objects }: StorageContext,
  prefix: string,
  depth: number,
): AsyncIterable<readonly string[]> {
  let last = '';
  for await (const { key } of objects.list(prefix)) {
    const folders = key.slice(prefix.length).split('/').slice(0, -1).slice(0, depth);
    const name = folders.join('/');
    if (folders.length === 0 || name === last) continue;
    last = name;
    yield folders;
  }
}

async function* lackingOf(context: StorageContext, video: Video): AsyncIterable<StorageDifference> {
  const { revisions, objects, sources } = context;
  const { id: videoId, revisionId, state } = video;
  const hasSource = state === 'uploading' || (await sources.storedBytes(sourceIdOf(video))) !== undefined;
  if (!hasSource) {
    yield { kind: 'missing-source', videoId, message: `the file of "${video.title}" as it was uploaded is gone` };
  }
  const reencode = await context.reencodes.find(videoId);
  if (state === 'ready' && !reencode) {
    for await (const { key } of objects.list(`originals/${videoId}/rewritten-`)) {
      const mend = async (): Promise<void> => await objects.delete(key);
      yield { kind: 'orphaned-source', videoId, message: `${key} is needed no more`, mend };
    }
  }
  const revision = revisionId === undefined ? undefined : await revisions.find(revisionId);
  // What is encoded anew already will have everything.
  if (!revision || (reencode && reencode.failure === undefined)) return;
  const anew = state === 'ready' && hasSource ? encodeAnew(context, videoId) : {};
  for await (const { key, make } of lackingFiles(context, video, revision)) {
    yield { kind: 'missing-file', videoId, message: `${key} is missing`, ...(make ? { mend: make } : anew) };
  }
  const { prefix } = revisionPrefixes(videoId, revision.id);
  const sizes = new Map<string, number>();
  for await (const { key, sizeBytes } of objects.list(prefix)) sizes.set(key, sizeBytes);
  const cells = revisions.cells(revision.id);
  for (const cell of await cells.listFilled()) {
    const key = `${prefix}${cell.renditionId}/${segmentFileName(cell.segmentIndex)}`;
    const sizeBytes = sizes.get(key);
    if (sizeBytes === cell.sizeBytes) continue;
    const found = sizeBytes === undefined ? 'is missing' : `has ${sizeBytes} bytes, not ${cell.sizeBytes}`;
    // One in work fills the cell again by itself.
    const canFill = state === 'processing' || state === 'failed';
    const mending = canFill ? { mend: async () => await cells.empty(cell) } : anew;
    yield { kind: 'missing-cell', videoId, message: `${key} ${found}`, ...mending };
  }
}

/** The same for everything that a video lacks: it is asked for once. */
function encodeAnew(context: StorageContext, videoId: string): Pick<StorageDifference, 'mend' | 'afterwards'> {
  let asked: Promise<unknown> | undefined;
  const mend = async (): Promise<void> => void (await (asked ??= reencodeVideo(context, videoId)));
  return { mend, afterwards: ENCODED_ANEW };
}
