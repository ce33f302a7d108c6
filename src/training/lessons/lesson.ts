/** Where a part of a lesson begins. */
export interface Chapter {
  readonly startSeconds: number;
  readonly title: string;
}

/** What a lesson holds; `empty` has neither. */
export type LessonKind = 'video' | 'text' | 'both' | 'empty';

/** One lesson. Its address stays whatever module it is moved to. */
export interface Lesson {
  readonly id: string;
  readonly courseId: string;
  readonly moduleId: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly isPublished: boolean;
  readonly version: number;
  readonly videoId?: string;
  /** Takes the video's place as soon as it can be played. */
  readonly replacementVideoId?: string;
  readonly videoDurationSeconds?: number;
  readonly hasVideoPoster: boolean;
  readonly posterFile?: string;
  readonly chapters: readonly Chapter[];
  /** Captions out of its video's file that an editor has hidden, by their ids. */
  readonly hiddenCaptions: readonly string[];
  readonly updatedAt: Date;
  /** It is in the bin itself. */
  readonly isDeleted: boolean;
  /** It, its module or its course is in the bin. */
  readonly isGone: boolean;
}

/** What an editor may change. */
export interface LessonChanges {
  readonly title?: string;
  readonly text?: string;
  readonly isPublished?: boolean;
  readonly chapters?: readonly Chapter[];
  readonly hiddenCaptions?: readonly string[];
  readonly posterFile?: string | null;
}

/** See LessonKind; a lesson without a video of its own yet, but with one on its way, holds a video. */
export function kindOf({ hasText, videoId }: { readonly hasText: boolean; readonly videoId?: string }): LessonKind {
  if (videoId === undefined) return hasText ? 'text' : 'empty';
  return hasText ? 'both' : 'video';
}
