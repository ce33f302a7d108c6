import type { Viewer } from './course.ts';

/** A lesson that was found. */
export interface FoundLesson {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly courseId: string;
  readonly courseTitle: string;
}

/** Full text search over lessons; courses are searched by their list. */
export interface SearchStore {
  /** Published lessons that the viewer may open, drafts for editors; best first. `words`: each begins a word, lower case. */
  lessons(viewer: Viewer, words: readonly string[], limit: number): Promise<FoundLesson[]>;
}
