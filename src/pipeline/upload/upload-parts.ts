/** One part of an upload straight to the bucket. */
export interface UploadPart {
  /** From 1. */
  readonly partNumber: number;
  readonly sizeBytes: number;
}

/** A part that is lost is sent again whole, so parts are small; S3 takes no smaller ones than 5 MiB. */
const LEAST_PART_BYTES = 8 * 1024 * 1024;
/** S3 takes 10,000 parts. */
const MOST_PARTS = 9_000;

/** Size of every part but the last one. */
export function partBytesOf(sizeBytes: number): number {
  return Math.max(LEAST_PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS));
}

/** All parts of a file of that size, in order. */
export function partsOf(sizeBytes: number): UploadPart[] {
  const partBytes = partBytesOf(sizeBytes);
  return Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, index) => ({
    partNumber: index + 1,
    sizeBytes: Math.min(partBytes, sizeBytes - index * partBytes),
  }));
}
