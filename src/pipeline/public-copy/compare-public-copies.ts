import { MANIFEST_FILE_NAME, MASTER_FILE_NAME } from '../../media/plan/names.ts';
import { publicPrefix, revisionPrefixes, videoPrefix } from '../../videos/revision.ts';
import { VIDEO_STATES, type Video } from '../../videos/video.ts';
import type { StorageDifference } from '../upkeep/compare-storage.ts';
import { videosIn } from '../upkeep/each-video.ts';
import type { WorkContext } from '../work/work-context.ts';
import { isForPlayers, makePublicCopy, publicKeyOf, type PublicCopyContext } from './keep-public-copies.ts';

/** What comparing needs, and mending. */
export type ComparedCopies = Omit<PublicCopyContext, 'events' | 'videos' | 'objects'> &
  Pick<WorkContext, 'videos' | 'revisions' | 'objects'>;

/** The only files that change, and lead to all others: their bytes are compared, of others the sizes. */
const IS_PLAYLIST = /\.(m3u8|mpd)$/;

/**
 * Every known video whose public copy is not what it should be: there although nobody should have it, with files of no plan,
 * or not the same as what it is a copy of. Mending deletes and copies at once, without a server.
 */
export async function* comparePublicCopies(context: ComparedCopies): AsyncIterable<StorageDifference> {
  for (const state of VIDEO_STATES) {
    for await (const video of videosIn(context, state)) yield* differencesOf(context, video);
  }
}

async function* differencesOf(context: ComparedCopies, video: Video): AsyncIterable<StorageDifference> {
  const { objects, isWanted } = context;
  const { id: videoId, title, revisionId } = video;
  const prefix = publicPrefix(videoId);
  const found = await sizesUnder(context, prefix);
  const reason = reasonForNone(video, isWanted);
  if (reason !== undefined || revisionId === undefined) {
    if (found.size === 0) return;
    const message = `${prefix} holds ${found.size} files of "${title}", which strangers may read although ${reason}`;
    // The row goes on saying that there may be a copy; the next look of a server finds nothing, and notes that.
    yield { kind: 'stray-copy', videoId, message, mend: async () => await objects.deletePrefix(prefix) };
    return;
  }
  const strangers = await filesForNobody(context, video, found);
  if (strangers.length > 0) {
    const message = `${named(strangers)} ${strangers.length === 1 ? 'is' : 'are'} nothing that players ask for`;
    const mend = async (): Promise<void> => {
      for (const key of strangers) await objects.delete(key);
    };
    yield { kind: 'stray-copy', videoId, message, mend };
  }
  const message = await lackOf(context, video, revisionId, found);
  if (message === undefined) return;
  const mend = async (): Promise<void> => {
    await makePublicCopy(context, videoId, revisionId);
  };
  yield { kind: 'damaged-copy', videoId, message, mend };
}

/** Why a video is to have no copy; undefined: it is to have one. */
function reasonForNone({ visibility, state }: Video, isWanted: boolean): string | undefined {
  if (!isWanted) return 'PUBLIC_MEDIA_URL is not set';
  if (visibility !== 'public') return 'the video is not public';
  return state === 'ready' ? undefined : 'the video is not ready';
}

/** Files of no plan, and what is not for players. Earlier revisions are left to whoever still plays them, for a day. */
async function filesForNobody(
  { revisions }: ComparedCopies,
  { id }: Video,
  found: ReadonlyMap<string, number>,
): Promise<string[]> {
  const prefix = publicPrefix(id);
  const isPlanned = new Map<string, boolean>([MASTER_FILE_NAME, MANIFEST_FILE_NAME].map((name) => [name, true]));
  const strangers: string[] = [];
  for (const key of found.keys()) {
    const [first = ''] = key.slice(prefix.length).split('/');
    if (!isPlanned.has(first)) isPlanned.set(first, (await revisions.find(first))?.videoId === id);
    if (isPlanned.get(first) !== true || !isForPlayers(key)) strangers.push(key);
  }
  return strangers;
}

async function lackOf(
  context: ComparedCopies,
  { id, title, publicRevisionId }: Video,
  revisionId: string,
  found: ReadonlyMap<string, number>,
): Promise<string | undefined> {
  if (publicRevisionId !== revisionId) return `"${title}" is public and has no whole copy yet`;
  const wanted = await sizesUnder(context, revisionPrefixes(id, revisionId).prefix);
  for (const name of [MASTER_FILE_NAME, MANIFEST_FILE_NAME]) {
    const key = `${videoPrefix(id)}${name}`;
    const info = await context.objects.stat(key);
    if (info) wanted.set(key, info.sizeBytes);
  }
  const wrong: string[] = [];
  for (const [key, sizeBytes] of wanted) {
    if (!isForPlayers(key)) continue;
    const copy = publicKeyOf(id, key);
    const isSame = found.get(copy) === sizeBytes && (!IS_PLAYLIST.test(key) || (await areEqual(context, key, copy)));
    if (!isSame) wrong.push(copy);
  }
  if (wrong.length === 0) return undefined;
  return `${named(wrong)} ${wrong.length === 1 ? 'is not as its original' : 'are not as their originals'}`;
}

async function sizesUnder({ objects }: ComparedCopies, prefix: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { key, sizeBytes } of objects.list(prefix)) sizes.set(key, sizeBytes);
  return sizes;
}

async function areEqual({ objects }: ComparedCopies, one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([objects.get(one), objects.get(other)]);
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}

function named([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
