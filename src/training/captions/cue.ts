/** One text with the time it is shown. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  /** Where it is placed, as WebVTT says it; empty: at the bottom. */
  readonly settings: string;
  /** Lines of text, with the tags of WebVTT. */
  readonly lines: readonly string[];
}

/** A line of a file with its number, from 1. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}
