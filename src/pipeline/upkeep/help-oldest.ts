import type { Video } from '../../videos/video.ts';
import { jobPriority } from '../schedule/job-priority.ts';
import { listEncodeRuns } from '../schedule/list-runs.ts';
import { nextRuns } from '../schedule/next-runs.ts';
import { filledRuns } from '../work/enqueue-missing.ts';
import { cellJob } from '../work/job.ts';
import type { WorkContext } from '../work/work-context.ts';

/**
 * Brings the next runs of the video that is in work longest before everything else that nobody waits for: one for each
 * encoder, once a minute. So the end of a lecture comes too where clips arrive without end (schedule/job-priority.ts); at
 * 12 s a run that takes about a sixth of the machine. Does nothing when that video is alone.
 */
export async function helpOldest(
  context: Pick<WorkContext, 'revisions' | 'cellJobs' | 'settings'>,
  inWork: readonly Video[],
): Promise<void> {
  const [oldest] = inWork.filter(({ revisionId }) => revisionId !== undefined).toSorted((a, b) => since(a) - since(b));
  const revision =
    inWork.length > 1 && oldest?.revisionId ? await context.revisions.find(oldest.revisionId) : undefined;
  if (!revision) return;
  const { plan } = revision;
  const isFilled = filledRuns(await context.revisions.cells(revision.id).listFilled());
  for (const encode of nextRuns(listEncodeRuns(plan), isFilled, context.settings.encodersAtOnce)) {
    const priority = jobPriority({ kind: 'encode', plan, encode, isOverdue: true });
    await context.cellJobs.setPriority(cellJob(revision, encode).id, priority);
  }
}

function since({ uploadedAt, createdAt }: Video): number {
  return (uploadedAt ?? createdAt).getTime();
}
