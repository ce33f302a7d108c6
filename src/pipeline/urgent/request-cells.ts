import type { WantedCell } from '../../videos/cell.ts';
import type { WorkContext } from '../work/work-context.ts';
import type { QueuedJob } from '../../ports/job-queue.ts';
import { jobPriority } from '../schedule/job-priority.ts';
import type { CellJob } from '../work/job.ts';
import { urgentEncode } from './urgent-encode.ts';

/** In turn of asking, all alike: whoever waits longest is served first. */
const WANTED = jobPriority({ kind: 'wanted' });
/** Nobody waits any more; the cell comes with its chunk, or when the urgent encoders have nothing better to do. */
const UNWANTED = jobPriority({ kind: 'unwanted' });

/** Makes cells that viewers wait for the next thing encoded. */
export interface CellRequests {
  /** False: the video is not in work, nobody will encode the cell. */
  want(cell: WantedCell): Promise<boolean>;
  leave(cell: WantedCell): Promise<void>;
}

/** Requests go through the urgent queue, so that any worker may answer them. Wanting a cell twice asks for it once. */
export function createCellRequests(context: Pick<WorkContext, 'videos' | 'revisions' | 'urgentJobs'>): CellRequests {
  return {
    async want(cell) {
      const [video, revision] = await Promise.all([
        context.videos.find(cell.videoId),
        context.revisions.find(cell.revisionId),
      ]);
      const encode = revision && urgentEncode(revision, cell);
      if (!revision || !encode || video?.state !== 'processing') return false;
      const payload: CellJob = {
        kind: 'encode',
        videoId: revision.videoId,
        revisionId: revision.id,
        encode,
        isWanted: true,
      };
      const job: QueuedJob<CellJob> = { id: jobId(cell), group: revision.videoId, priority: WANTED, payload };
      await context.urgentJobs.add([job]);
      // It may wait still from somebody who left.
      await context.urgentJobs.setPriority(job.id, WANTED);
      return true;
    },
    async leave(cell) {
      await context.urgentJobs.setPriority(jobId(cell), UNWANTED);
    },
  };
}

function jobId({ revisionId, renditionId, segmentIndex }: WantedCell): string {
  return `${revisionId}.urgent.${renditionId}.${segmentIndex}`;
}
