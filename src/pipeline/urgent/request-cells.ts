import type { WantedCell } from '../../videos/cell.ts';
import type { Revision } from '../../videos/revision.ts';
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
      if (!revision || video?.state !== 'processing') return false;
      // Who waits for a picture needs its sound too, and players ask for it when the picture has come: too late.
      const [job, soundJob] = [wantedJob(revision, cell), wantedJob(revision, soundOf(revision, cell))];
      if (!job) return false;
      await context.urgentJobs.add(soundJob ? [job, soundJob] : [job]);
      // It may wait still from somebody who left.
      await context.urgentJobs.setPriority(job.id, WANTED);
      return true;
    },
    async leave(cell) {
      await context.urgentJobs.setPriority(jobId(cell), UNWANTED);
      const revision = await context.revisions.find(cell.revisionId);
      const sound = revision && soundOf(revision, cell);
      if (sound) await context.urgentJobs.setPriority(jobId(sound), UNWANTED);
    },
  };
}

/** Undefined for no cell, and for one that the revision does not have. */
function wantedJob(revision: Revision, cell: WantedCell | undefined): QueuedJob<CellJob> | undefined {
  const encode = cell && urgentEncode(revision, cell);
  if (!encode) return undefined;
  const { id: revisionId, videoId } = revision;
  const payload: CellJob = { kind: 'encode', videoId, revisionId, encode, isWanted: true };
  return { id: jobId(cell), group: videoId, priority: WANTED, payload };
}

/** The sound that plays with a picture by default. */
function soundOf({ plan }: Revision, cell: WantedCell): WantedCell | undefined {
  const isPicture = plan.video.some(({ id }) => id === cell.renditionId);
  const sound = plan.audio[0];
  return isPicture && sound ? { ...cell, renditionId: sound.id } : undefined;
}

function jobId({ revisionId, renditionId, segmentIndex }: WantedCell): string {
  return `${revisionId}.urgent.${renditionId}.${segmentIndex}`;
}
