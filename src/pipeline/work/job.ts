import type { QueuedJob } from '../../ports/job-queue.ts';
import type { Revision } from '../../videos/revision.ts';
import { jobPriority } from '../schedule/job-priority.ts';
import type { EncodeRun } from '../schedule/list-runs.ts';

/** Work on a video as a whole. */
export type VideoJob =
  | { readonly kind: 'prepare' | 'conform'; readonly videoId: string }
  /** `reencode`: plan a revision beside the one that plays. */
  | { readonly kind: 'finish' | 'reencode'; readonly videoId: string; readonly revisionId: string };

/** Work on some cells. */
export interface CellJob {
  readonly kind: 'encode';
  readonly videoId: string;
  readonly revisionId: string;
  readonly encode: EncodeRun;
  /** Asked for by a viewer: nobody is harmed when it fails, since the cells have jobs of their own. */
  readonly isWanted?: boolean;
  /** Of a revision beside the one that plays: nobody waits for it. */
  readonly isReencode?: boolean;
}

/** Read and plan a source. */
export function prepareJob(videoId: string): QueuedJob<VideoJob> {
  return queued(`${videoId}.prepare`, { kind: 'prepare', videoId }, jobPriority({ kind: 'prepare' }));
}

/** Rewrite a source that cannot be cut well, then plan it. */
export function conformJob(videoId: string): QueuedJob<VideoJob> {
  return queued(`${videoId}.conform`, { kind: 'conform', videoId }, jobPriority({ kind: 'conform' }));
}

/** Verify, picture and publish a video whose cells are all filled. */
export function finishJob({ id, videoId }: Pick<Revision, 'id' | 'videoId'>): QueuedJob<VideoJob> {
  return queued(`${id}.finish`, { kind: 'finish', videoId, revisionId: id }, jobPriority({ kind: 'finish' }));
}

/** Read and plan the source of a ready video anew. */
export function reencodeJob(videoId: string, revisionId: string): QueuedJob<VideoJob> {
  return queued(`${revisionId}.reencode`, { kind: 'reencode', videoId, revisionId }, jobPriority({ kind: 'reencode' }));
}

/** Fill the cells of one run of FFmpeg. */
export function cellJob(
  { id, videoId, plan }: Revision,
  encode: EncodeRun,
  { isReencode = false }: { readonly isReencode?: boolean } = {},
): QueuedJob<CellJob> {
  const { firstSegment, segmentCount } = encode.chunk;
  const name = `${id}.encode.${encode.renditionIds.join('+')}.${firstSegment}+${segmentCount}`;
  return queued(
    name,
    { kind: 'encode', videoId, revisionId: id, encode, ...(isReencode && { isReencode }) },
    jobPriority(isReencode ? { kind: 'reencode' } : { kind: 'encode', plan, encode }),
  );
}

function queued<Job extends VideoJob | CellJob>(id: string, payload: Job, priority: number): QueuedJob<Job> {
  return { id, group: payload.videoId, priority, payload };
}
