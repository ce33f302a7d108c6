import { publicPrefix } from '../../videos/revision.ts';
import type { WorkContext } from '../work/work-context.ts';

/**
 * Deletes the public copy of a video that was just made private, so that nobody waits for upkeep; where that fails, upkeep
 * tries again (the row still says that there is something).
 */
export async function withdrawPublicCopy(
  { objects, logger }: Pick<WorkContext, 'objects' | 'logger'>,
  videoId: string,
): Promise<void> {
  await objects.deletePrefix(publicPrefix(videoId)).catch((error: unknown) => {
    logger.error({ err: error, videoId }, 'could not delete the public copy of a private video yet');
  });
}
