/** What an installation holds, in numbers. */
export interface AdminCounts {
  readonly videos: {
    uploading: number;
    processing: number;
    ready: number;
    failed: number;
    stuck: number;
    orphaned: number;
  };
  readonly people: { admins: number; instructors: number; students: number; deactivated: number };
  readonly courses: { published: number; drafts: number; lessons: number };
}

/** Bytes that are stored, by what they are. Playlists and pictures are not counted: they are a hundredth of it. */
export interface StorageFigures {
  readonly originalBytes: number;
  readonly renditionBytes: number;
  readonly attachmentBytes: number;
  /** Largest first. */
  readonly renditions: readonly { readonly id: string; readonly bytes: number; readonly videos: number }[];
  /**
   * Largest first; a video of several courses counts in the one that showed it first. Without id: of no lesson.
   */
  readonly courses: readonly CourseStorage[];
}

/** What one course takes. */
export interface CourseStorage {
  readonly id: string | null;
  readonly title: string | null;
  readonly isDeleted: boolean;
  readonly videos: number;
  readonly originalBytes: number;
  readonly renditionBytes: number;
  readonly attachmentBytes: number;
}
