import type { Video, VideoState } from '../../videos/video.ts';
import { deleteVideo, removeFiles } from '../control/delete-video.ts';
import { finishUpload } from '../upload/finish-upload.ts';
import { enqueueMissing } from '../work/enqueue-missing.ts';
import type { WorkContext } from '../work/work-context.ts';
import { helpOldest } from './help-oldest.ts';

/**
 * Makes the world agree with the tables: at the start (`isStart`), and from time to time.
 *
 * Videos in work get the jobs they miss, the oldest of them goes on, whole uploads become sources, old unfinished ones go,
 * deletions are finished.
 * Trouble with one video is logged and does not keep the others.
 */
export async function reconcile(context: WorkContext, nowMs: number, isStart: boolean): Promise<void> {
  const each = async (what: string, videoId: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      context.logger.error({ err: error, videoId }, `could not ${what}`);
    }
  };
  for (const videoId of await context.videos.listDeletions()) {
    await each('finish a deletion', videoId, () => removeFiles(context, videoId));
  }
  for await (const video of videosIn(context, 'uploading')) {
    await each('look after an upload', video.id, () => lookAfterUpload(context, video, nowMs));
  }
  // Later on only idle queues can have lost something: asking for every job again costs time.
  const { videoJobs, longJobs, cellJobs } = context;
  const idle = await Promise.all([videoJobs, longJobs, cellJobs].map((queue) => queue.isIdle()));
  const mayMissJobs = isStart || idle.every(Boolean);
  const inWork: Video[] = [];
  for await (const video of videosIn(context, 'processing')) inWork.unshift(video);
  // The oldest first: equal jobs run in the order of asking.
  for (const { id } of mayMissJobs ? inWork : []) await each('take up a video', id, () => enqueueMissing(context, id));
  await each('help the oldest video', inWork[0]?.id ?? '', () => helpOldest(context, inWork));
}

async function lookAfterUpload(context: WorkContext, video: Video, nowMs: number): Promise<void> {
  const received = await context.sources.receivedBytes(video.id);
  const isWhole = received !== undefined && received === video.sizeBytes;
  if (isWhole || (await isAdopted(context, video, received))) {
    await finishUpload(context, video.id, video.sizeBytes ?? 0);
  } else if (nowMs - video.createdAt.getTime() > context.settings.uploadExpiryMs) {
    context.logger.info({ videoId: video.id }, 'removed an upload that was never finished');
    await deleteVideo(context, video.id);
  }
}

/** The file was renamed, and the process died before the row said so. */
async function isAdopted({ sources, head }: WorkContext, video: Video, received: number | undefined): Promise<boolean> {
  if (received !== undefined || video.sizeBytes === undefined) return false;
  const source = await head(sources.localPath(video.id)).catch(() => undefined);
  return source?.sizeBytes === video.sizeBytes;
}

async function* videosIn({ videos }: WorkContext, state: VideoState): AsyncIterable<Video> {
  let cursor: string | undefined;
  do {
    const page = await videos.list({ state, limit: 100, ...(cursor !== undefined && { cursor }) });
    yield* page.videos;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
