import type { LecternEvent } from '../../events/lectern-event.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { PlanPolicy } from '../../media/plan/draft-plan.ts';
import type { DiskRoom } from '../../ports/disk-room.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { SourceFiles } from '../../ports/source-files.ts';
import type { SourceHead } from '../../ports/source-head.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';
import type { AttemptStore } from '../../videos/attempt-store.ts';
import type { ReencodeStore } from '../../videos/reencode-store.ts';
import type { ReplacementStore } from '../../videos/replacement-store.ts';
import type { RevisionStore } from '../../videos/revision-store.ts';
import type { VideoStore } from '../../videos/video-store.ts';
import type { LimitsByUploader, UploaderKind } from '../upload/upload-limits.ts';
import type { CellJob, VideoJob } from './job.ts';
import type { Precedence } from './precedence.ts';

/** What the server's pipeline is made of; `main` puts it together. Functions take the few of these that they need. */
export interface WorkContext {
  readonly videos: VideoStore;
  readonly revisions: RevisionStore;
  /** Encodes of videos that are ready already. */
  readonly reencodes: ReencodeStore;
  /** Files that take the place of a video's file. */
  readonly replacements: ReplacementStore;
  readonly attempts: AttemptStore;
  readonly objects: ObjectStore;
  readonly sources: SourceFiles;
  readonly head: SourceHead;
  readonly tools: MediaTools;
  readonly files: TemporaryFiles;
  /** Preparing: never behind a row of encodes, nor behind what takes minutes. */
  readonly videoJobs: JobQueue<VideoJob>;
  /** Conforming and finishing: what takes long and keeps nobody from watching. */
  readonly longJobs: JobQueue<VideoJob>;
  readonly cellJobs: JobQueue<CellJob>;
  /** Cells that somebody waits for: a queue and encoders of their own, so that no chunk stands before them. */
  readonly urgentJobs: JobQueue<CellJob>;
  readonly events: EventBus<LecternEvent>;
  /** Who encodes while somebody waits. */
  readonly precedence: Precedence;
  readonly diskRoom: DiskRoom;
  /** What limits somebody has now. Who is unknown, or gone, has those of instructors; no owner: those of administrators. */
  readonly uploaderKind: (ownerId: string | undefined) => Promise<UploaderKind>;
  readonly logger: Logger;
  readonly settings: WorkSettings;
}

/** What an operator chose. */
export interface WorkSettings {
  readonly policy: PlanPolicy;
  readonly limits: LimitsByUploader;
  readonly uploadExpiryMs: number;
  readonly diskReserveBytes: number;
  /** Other machines take the same jobs: one that lacks room here may find it there. */
  readonly hasOthers?: boolean;
  /** FFmpegs that encode cells at the same time. */
  readonly encodersAtOnce: number;
  /** Parent of the folders that live while a video is in work. */
  readonly workRoot: string;
  /** Name of this process, for leases. */
  readonly holder: string;
  /** Wait before the second and third attempt at a job. */
  readonly retryDelayMs: number;
}

/** Folder of one video in work: a conformed source and the private folders of runs. */
export function videoWorkFolder(settings: Pick<WorkSettings, 'workRoot'>, videoId: string): string {
  return `${settings.workRoot}/${videoId}`;
}
