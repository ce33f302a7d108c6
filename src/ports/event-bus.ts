/** Tells what happened to whoever listens. Informs, never drives: a lost event may cost a refresh, not a video. */
export interface EventBus<Event> {
  /** Returns at once. */
  publish(event: Event): void;
  /**
   * Answers how to stop listening. A listener that throws harms nobody else. `onGap` is called when events of other
   * processes may have been missed and are heard again: what was learned from events is to be read anew.
   */
  subscribe(listener: (event: Event) => void, onGap?: () => void): () => void;
}
