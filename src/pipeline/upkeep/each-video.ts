import type { Logger } from '../../kernel/logger.ts';
import type { Video, VideoState } from '../../videos/video.ts';
import type { WorkContext } from '../work/work-context.ts';

/** Every video in a state, the newest first, page by page. */
export async function* videosIn({ videos }: Pick<WorkContext, 'videos'>, state: VideoState): AsyncIterable<Video> {
  let cursor: string | undefined;
  do {
    const page = await videos.list({ state, limit: 100, ...(cursor !== undefined && { cursor }) });
    yield* page.videos;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

/** Does something for one video; trouble is logged as "could not …" and keeps nobody else. */
export function eachLogged(
  logger: Logger,
): (what: string, videoId: string, work: () => Promise<void>) => Promise<void> {
  return async (what, videoId, work) => {
    try {
      await work();
    } catch (error) {
      logger.error({ err: error, videoId }, `could not ${what}`);
    }
  };
}
