/** A file beside a lesson. */
export interface Attachment {
  readonly id: string;
  readonly lessonId: string;
  /** Its folder in the object store, which duplicates share. */
  readonly fileId: string;
  /** As its owner called it; never part of a path. */
  readonly fileName: string;
  readonly sizeBytes: number;
}

/** Captions as lists show them. */
export interface CaptionTrack {
  readonly id: string;
  readonly lessonId: string;
  /** BCP 47. */
  readonly language: string;
  readonly label: string;
}

/** Attachments and captions of lessons. */
export interface LessonFileStore {
  attachments(lessonId: string): Promise<Attachment[]>;
  addAttachment(attachment: Attachment): Promise<void>;
  /** Undefined: there was none. */
  removeAttachment(lessonId: string, id: string): Promise<Attachment | undefined>;
  captions(lessonId: string): Promise<CaptionTrack[]>;
  addCaptions(track: CaptionTrack, vtt: string): Promise<void>;
  /** Undefined: there are none. */
  captionText(lessonId: string, id: string): Promise<string | undefined>;
  /** False: there were none. */
  removeCaptions(lessonId: string, id: string): Promise<boolean>;
  /** Those of the attachment folders that no attachment uses. */
  unusedFiles(fileIds: readonly string[]): Promise<string[]>;
  /** Those of the posters that no lesson and no course uses. */
  unusedPosters(posterFiles: readonly string[]): Promise<string[]>;
  /** All that rows promise to be in the object store, each once; what lies in the bin too. */
  stored(): Promise<{
    readonly attachments: readonly Pick<Attachment, 'fileId' | 'fileName' | 'sizeBytes'>[];
    readonly posterFiles: readonly string[];
  }>;
}
