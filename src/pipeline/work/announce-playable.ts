import type { CellKey } from '../../videos/cell.ts';
import type { Revision } from '../../videos/revision.ts';
import type { WorkContext } from './work-context.ts';

/** Cells that make a video playable: the first of the default sound and of the lowest rendition. */
export function firstCells({ plan }: Pick<Revision, 'plan'>): CellKey[] {
  return [plan.video[0], plan.audio[0]].flatMap((each) => (each ? [{ renditionId: each.id, segmentIndex: 0 }] : []));
}

/** Marks a video playable and tells so, once, when its first cells are there. */
export async function announcePlayable(
  { events, revisions, videos }: Pick<WorkContext, 'events' | 'revisions' | 'videos'>,
  revision: Revision,
): Promise<void> {
  const { id, videoId } = revision;
  if ((await revisions.areFilled(id, firstCells(revision))) && (await videos.markPlayable(videoId))) {
    events.publish({ type: 'video.playable', videoId });
  }
}
