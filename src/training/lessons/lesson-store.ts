import type { Course } from '../courses/course.ts';
import type { VideoGlance } from '../video-library.ts';
import type { Lesson, LessonChanges } from './lesson.ts';

/** A lesson with the course it belongs to, as whoever asks stands in it. */
export interface LessonInCourse {
  readonly lesson: Lesson;
  readonly course: Course;
}

/** The rows of lessons. */
export interface LessonStore {
  /** At the end of its module. */
  create(lesson: {
    readonly id: string;
    readonly courseId: string;
    readonly moduleId: string;
    readonly title: string;
    readonly videoId?: string;
  }): Promise<void>;
  /** In the bin too. */
  find(id: string, viewerId?: string): Promise<LessonInCourse | undefined>;
  /** The lessons before and after it in its course, across modules. */
  neighbours(
    id: string,
    courseId: string,
    publishedOnly: boolean,
  ): Promise<{ previousLessonId?: string; nextLessonId?: string }>;
  /** False, and nothing is changed: the lesson has another version than `version`. */
  change(id: string, changes: LessonChanges, version?: number): Promise<boolean>;
  /** A draft right behind it, which shares its video, poster and attachments. */
  duplicate(id: string, copy: { readonly id: string; readonly title: string }): Promise<void>;
  /** Lets the lesson show this video: at once where it shows none, else as soon as it can be played. Answers the replacement that this one pushed out. */
  attachVideo(id: string, videoId: string): Promise<string | undefined>;
  /** Takes video and replacement away. Answers their ids. */
  detachVideos(id: string): Promise<string[]>;
  /**
   * Brings lessons up to date with a video: what lists show of it, and where it was to replace another and can be played
   * now, it does. Progress in a replaced video begins anew; completed stays. Answers the courses that changed and the
   * videos that were replaced. `glance` undefined: the video is gone.
   */
  noteVideo(
    videoId: string,
    glance: VideoGlance | undefined,
  ): Promise<{ courseIds: string[]; replacedVideoIds: string[] }>;
  /** Videos whose length is not known yet, or which are to replace others; `isThorough`: also those without a poster. */
  videosToNote(isThorough: boolean): Promise<string[]>;
  /** Those of them that no lesson holds, in the bin or not. */
  unusedVideos(videoIds: readonly string[]): Promise<string[]>;
}
