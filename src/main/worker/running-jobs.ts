import type { CellJob, VideoJob } from '../../pipeline/work/job.ts';
import type { RunningJob } from '../../pipeline/work/worker-store.ts';
import type { JobHandler } from '../../ports/job-queue.ts';

/** What this process has in its hands. */
export class RunningJobs {
  readonly #jobs = new Set<RunningJob>();

  list(): RunningJob[] {
    return [...this.#jobs];
  }

  /** The same handler, noted while it runs. */
  noting<Job extends VideoJob | CellJob>(handler: JobHandler<Job>): JobHandler<Job> {
    return async (job, signal) => {
      const payload: VideoJob | CellJob = job.payload;
      const { kind, videoId } = payload;
      const cells = payload.kind === 'encode' ? { cells: cellsOf(payload) } : {};
      const noted: RunningJob = { kind, videoId, startedAtMs: Date.now(), ...cells };
      this.#jobs.add(noted);
      try {
        return await handler(job, signal);
      } finally {
        this.#jobs.delete(noted);
      }
    };
  }
}

function cellsOf({ encode: { chunk, renditionIds } }: CellJob): string {
  const { firstSegment, segmentCount } = chunk;
  return `${renditionIds.join('+')} ${firstSegment}-${firstSegment + segmentCount - 1}`;
}
