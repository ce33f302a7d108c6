import { AppError } from '../kernel/app-error.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';

/** Where a video is in its life; `transitions.ts` lists the only ways between them. */
export const VIDEO_STATES = ['uploading', 'processing', 'ready', 'failed'] as const;

/** One of the four. */
export type VideoState = (typeof VIDEO_STATES)[number];

/** Who may play it beside those who may edit it: those who take a course that shows it, or whoever has the address. */
export const VISIBILITIES = ['private', 'public'] as const;

/** One of the two. */
export type Visibility = (typeof VISIBILITIES)[number];

/** Why a video failed. Cancelled is one of the reasons. */
export interface VideoFailure {
  readonly code: ErrorCode;
  /** A plain sentence for the person who uploaded. */
  readonly message: string;
  /** For the operator only: command, exit code, last lines. */
  readonly detail?: string;
}

/** The thing a lesson shows, as its row knows it. */
export interface Video {
  readonly id: string;
  readonly title: string;
  /** As the uploader's computer called it; never part of a path. */
  readonly fileName: string;
  readonly state: VideoState;
  /** Person or key that uploaded it; undefined: uploaded before there were accounts. */
  readonly ownerId?: string;
  readonly visibility: Visibility;
  /** Bytes of the source; undefined while an upload has not said its length. */
  readonly sizeBytes?: number;
  /** The upload that brought its source; undefined: the one that made the video. See `sourceIdOf`. */
  readonly sourceId?: string;
  /** It is an upload whose file is to take the place of this video's. */
  readonly replacesId?: string;
  /** The bucket's name of the upload in parts; undefined: it came through the server. */
  readonly directUploadId?: string;
  /** The revision that is being made or shown; undefined until the plan is saved. */
  readonly revisionId?: string;
  /** The revision of which a whole copy lies where everybody may read it (PUBLIC_MEDIA_URL). */
  readonly publicRevisionId?: string;
  /** Length of the timeline; undefined until the plan is saved. */
  readonly durationSeconds?: number;
  /** Whether the first cells are there, so that a player can start. */
  readonly isPlayable: boolean;
  readonly failure?: VideoFailure;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When the last byte arrived. */
  readonly uploadedAt?: Date;
  readonly readyAt?: Date;
}

/** Under which id the source of a video is stored: that of the upload which brought it, its own unless it was replaced. */
export function sourceIdOf({ id, sourceId }: Pick<Video, 'id' | 'sourceId'>): string {
  return sourceId ?? id;
}

/** What is said where there is no such video, or none that they may know of. */
export function videoNotFound(id: string): AppError {
  return new AppError('VIDEO_NOT_FOUND', { message: `There is no video ${id}.` });
}
