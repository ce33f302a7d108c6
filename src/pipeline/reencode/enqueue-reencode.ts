import type { Reencode } from '../../videos/reencode-store.ts';
import { missingJobs } from '../work/enqueue-missing.ts';
import { reencodeJob } from '../work/job.ts';
import type { QueueName } from '../work/stop-jobs.ts';
import type { WorkContext } from '../work/work-context.ts';

/** Adding keeps the database from others: never for long. */
const BATCH = 64;

/** Puts what an encode beside a playing video still needs into the queues, after everything else. Safe at any time. */
export async function enqueueReencode(
  context: Pick<WorkContext, 'revisions' | QueueName>,
  { videoId, revisionId }: Pick<Reencode, 'videoId' | 'revisionId'>,
): Promise<void> {
  const revision = await context.revisions.find(revisionId);
  if (!revision) return await context.longJobs.add([reencodeJob(videoId, revisionId)]);
  const filled = await context.revisions.cells(revisionId).listFilled();
  const { longJobs, urgentJobs = [], cellJobs = [] } = missingJobs(videoId, revision, filled, { isReencode: true });
  if (longJobs) return await context.longJobs.add(longJobs);
  const jobs = [...urgentJobs, ...cellJobs];
  for (let i = 0; i < jobs.length; i += BATCH) await context.cellJobs.add(jobs.slice(i, i + BATCH));
}
