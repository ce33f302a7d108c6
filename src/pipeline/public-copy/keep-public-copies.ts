import type { Logger } from '../../kernel/logger.ts';
import { newId } from '../../kernel/ids.ts';
import { MANIFEST_FILE_NAME, MASTER_FILE_NAME } from '../../media/plan/names.ts';
import type { LecternEvent } from '../../events/lectern-event.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { PublicCopyStore, PublicCopyTask } from './public-copy-store.ts';
import type { VideoStore } from '../../videos/video-store.ts';
import { publicPrefix, revisionPrefixes, videoPrefix } from '../../videos/revision.ts';
import { REPORT_FILE_NAME } from '../../videos/report/video-report.ts';

/** What keeping the copies needs. */
export interface PublicCopyContext {
  readonly copies: PublicCopyStore;
  readonly videos: Pick<VideoStore, 'find'>;
  readonly objects: Pick<ObjectStore, 'list' | 'copy' | 'deletePrefix'>;
  readonly events: Pick<EventBus<LecternEvent>, 'publish'>;
  readonly logger: Logger;
  /** Whether public videos are to have a copy at all. */
  readonly isWanted: boolean;
  /** Ends between two objects; the rest is for the next round. */
  readonly signal: AbortSignal;
}

/** Copies are made by the store itself: this many requests wait for it at a time. */
const COPIES_AT_ONCE = 8;
/** After so many objects it is asked whether the video is public still: a long lecture takes minutes. */
const LOOK_AFTER = 50;
/** A video that changes again and again, or cannot be copied, waits for the next round. */
const TRIES = 3;

/**
 * Gives every public, ready video a copy that everybody may read, and takes it from every other. May be cut short at any
 * moment; one process at a time. Trouble with one video is logged and does not keep the others.
 */
export async function keepPublicCopies(context: PublicCopyContext): Promise<void> {
  const triesLeft = new Map<string, number>();
  for (;;) {
    // Asked anew each time: what is made private meanwhile goes before the next is copied.
    const tasks = await context.copies.listTasks(context.isWanted);
    const task = tasks.find(({ videoId }) => triesLeft.get(videoId) !== 0);
    if (!task || context.signal.aborted) return;
    const { videoId } = task;
    triesLeft.set(videoId, (triesLeft.get(videoId) ?? TRIES) - 1);
    try {
      // Not done: it has changed meanwhile.
      if (await tend(context, task)) context.events.publish({ type: 'video.changed', videoId });
    } catch (error) {
      if (context.signal.aborted) return;
      context.logger.error({ err: error, videoId }, 'could not make the public copy of a video as it should be');
    }
  }
}

async function tend(context: PublicCopyContext, task: PublicCopyTask): Promise<boolean> {
  const { copies, objects } = context;
  const { videoId, revisionId, copyId } = task;
  if (revisionId !== undefined) return await makePublicCopy(context, videoId, revisionId);
  await objects.deletePrefix(publicPrefix(videoId));
  if (copyId !== undefined) await copies.end(videoId, copyId);
  return true;
}

/** Copies a revision as if there was nothing yet. False: the video is not public and ready with it any more. */
export async function makePublicCopy(
  context: Omit<PublicCopyContext, 'events' | 'isWanted' | 'logger'>,
  videoId: string,
  revisionId: string,
): Promise<boolean> {
  const { copies, objects, videos } = context;
  const ownId = newId();
  if (!(await copies.begin(videoId, revisionId, ownId))) return false;
  try {
    const isCopied = await copyRevision(context, videoId, revisionId);
    return isCopied && (await copies.finish(videoId, revisionId, ownId));
  } finally {
    // Nobody else would look for objects of a video that was deleted while it was copied.
    if (!(await videos.find(videoId))) await objects.deletePrefix(publicPrefix(videoId));
  }
}

/** Whether an object of a revision is for everybody: what was found out about the source is for its editors alone. */
export function isForPlayers(key: string): boolean {
  return !key.endsWith(`/${REPORT_FILE_NAME}`);
}

/** Where the copy of an object of a video lies. */
export function publicKeyOf(videoId: string, key: string): string {
  return `${publicPrefix(videoId)}${key.slice(videoPrefix(videoId).length)}`;
}

/**
 * The playlists that lead to everything else come last: until then a player finds what was there before, or nothing. False: the
 * video is not public any more.
 */
async function copyRevision(
  { objects, videos, signal }: Pick<PublicCopyContext, 'objects' | 'videos' | 'signal'>,
  videoId: string,
  revisionId: string,
): Promise<boolean> {
  const publicKey = (key: string): string => publicKeyOf(videoId, key);
  const keys = objects.list(revisionPrefixes(videoId, revisionId).prefix)[Symbol.asyncIterator]();
  let copied = 0;
  let failure: { readonly error: unknown } | undefined;
  const copyOn = async (): Promise<boolean> => {
    try {
      for (let next = await keys.next(); next.done !== true && !failure; next = await keys.next()) {
        signal.throwIfAborted();
        if (++copied % LOOK_AFTER === 0 && (await videos.find(videoId))?.visibility !== 'public') return false;
        if (isForPlayers(next.value.key)) await objects.copy(next.value.key, publicKey(next.value.key));
      }
      return true;
    } catch (error) {
      failure ??= { error };
      return false;
    }
  };
  // All have ended when this ends: nothing is written behind whoever deletes then.
  const areDone = await Promise.all(Array.from({ length: COPIES_AT_ONCE }, copyOn));
  if (failure) throw failure.error;
  if (!areDone.every(Boolean)) return false;
  for (const name of [MANIFEST_FILE_NAME, MASTER_FILE_NAME]) {
    const key = `${videoPrefix(videoId)}${name}`;
    await objects.copy(key, publicKey(key));
  }
  return true;
}
