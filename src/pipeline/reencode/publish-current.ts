import { revisionPrefixes } from '../../videos/revision.ts';
import { publishReady } from '../publish/publish-playlists.ts';
import type { WorkContext } from '../work/work-context.ts';

/** Makes the addresses of a ready video lead to the revision that the tables name, whatever they lead to now. */
export async function publishCurrent(
  { videos, revisions, objects }: Pick<WorkContext, 'videos' | 'revisions' | 'objects'>,
  videoId: string,
): Promise<void> {
  const video = await videos.find(videoId);
  const revision = video?.revisionId === undefined ? undefined : await revisions.find(video.revisionId);
  if (video?.state !== 'ready' || !revision) return;
  const cells = await revisions.cells(revision.id).listFilled();
  await publishReady({ plan: revision.plan, cells, objects, ...revisionPrefixes(videoId, revision.id) });
}
