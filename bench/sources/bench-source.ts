/** What can be measured: slides with a teacher, and a film. */
export const SOURCE_KINDS = ['lecture', 'natural'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** A 16:9 video with AAC sound that every contender gets. */
export interface BenchSource {
  readonly kind: SourceKind;
  readonly path: string;
  readonly seconds: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly sizeBytes: number;
}
