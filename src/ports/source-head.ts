/** The beginning of a source, read before any FFmpeg sees it. */
export interface SourceBeginning {
  /** The first 4 KiB, or less when the file is shorter. */
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  /** An ISO file whose samples lie in movie fragments (`moof`): FFmpeg finds no index in it. */
  readonly isFragmented: boolean;
  /** The `moov` box of an ISO file, when it is whole and at most 256 MiB. */
  readonly movieBox?: Uint8Array;
  /** Whether the samples that the movie box tells of are all there: the file is neither fragmented nor cut off. */
  readonly hasAllSamples: boolean;
}

/**
 * Reads the beginning of a source; where it lies in a store that is away, it waits until that is back, or the signal ends it.
 * Throws AppError SOURCE_MISSING when there is no such file, or CANCELLED.
 */
export type SourceHead = (sourcePath: string, signal?: AbortSignal) => Promise<SourceBeginning>;
