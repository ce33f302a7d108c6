/** Everything that can happen, as pages and (later) webhooks are told of it. Ids only: who wants to know more asks. */
export type LecternEvent =
  | VideoEvent<'video.created'>
  /** Title, size, plan or state changed. */
  | VideoEvent<'video.changed'>
  /** A player can start: the first cells are filled. */
  | VideoEvent<'video.playable'>
  | VideoEvent<'video.ready'>
  | VideoEvent<'video.failed'>
  | VideoEvent<'video.deleted'>
  | CellFilledEvent
  | CourseChangedEvent;

/** One cell is stored and marked: progress moved, and whoever waits for it can have it. */
export interface CellFilledEvent extends VideoEvent<'cell.filled'> {
  readonly revisionId: string;
  readonly renditionId: string;
  readonly segmentIndex: number;
}

/** What a course shows, its lessons or what they hold changed. */
export interface CourseChangedEvent {
  readonly type: 'course.changed';
  readonly courseId: string;
  /** It is about no video. */
  readonly videoId?: undefined;
}

interface VideoEvent<Type extends string> {
  readonly type: Type;
  readonly videoId: string;
}
