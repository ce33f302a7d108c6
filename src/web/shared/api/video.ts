/** States of a video, as the server names them. */
export type VideoState = 'uploading' | 'processing' | 'ready' | 'failed';

/** One quality of a video. */
export interface Rendition {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: number;
  /** Share that is encoded, 0 to 100. */
  readonly percent: number;
}

/** Why something failed, in words for people. */
export interface Problem {
  /** Stable name for programs. */
  readonly code: string;
  readonly message: string;
  /** The one thing to do about it; may be empty. */
  readonly action: string;
  /** Finds the request in the server's log; only for refused requests. */
  readonly requestId?: string | undefined;
}

/** A video as the pages use it. */
export interface Video {
  readonly id: string;
  readonly title: string;
  readonly fileName: string;
  /** Everywhere, from whichever course shows it. */
  readonly mayDelete: boolean;
  readonly state: VideoState;
  /** A player can start now, even while the rest is being encoded. */
  readonly isPlayable: boolean;
  readonly hlsUrl: string | undefined;
  readonly dashUrl: string | undefined;
  /** Tells the player what is encoded already, until everything is. */
  readonly filledUrl: string | undefined;
  readonly posterUrl: string | undefined;
  readonly durationSeconds: number | undefined;
  /** Pictures only, lowest first. */
  readonly renditions: readonly Rendition[];
  /** Share of everything that is encoded, 0 to 100. */
  readonly percent: number;
  readonly secondsLeft: number | undefined;
  /** What was done to an odd source, in plain sentences. */
  readonly notes: readonly string[];
  readonly problem: Problem | undefined;
  /** It is an upload whose file takes the place of that video's. */
  readonly replaces: string | undefined;
  readonly replacement: Replacement | undefined;
  readonly createdAt: Date;
  /** When the file that plays arrived. */
  readonly uploadedAt: Date | undefined;
}

/** Another file for a ready video, which plays on until this one is proven. */
export interface Replacement {
  readonly fileName: string;
  /** Share that is encoded, 0 to 100. */
  readonly percent: number;
  readonly secondsLeft: number | undefined;
  /** Why it failed. */
  readonly problem: Problem | undefined;
}

/** One page of the list, newest first. */
export interface VideoPage {
  readonly videos: readonly Video[];
  readonly nextCursor: string | undefined;
}

/** What may be uploaded. */
export interface Limits {
  readonly maxUploadBytes: number;
  readonly maxDurationSeconds: number;
  /** Pixels of the short side of the picture. */
  readonly maxShortSide: number;
  /** Names such as `MP4`. */
  readonly formats: readonly string[];
  /** Files may be sent straight to the bucket. */
  readonly takesDirectUploads: boolean;
}
