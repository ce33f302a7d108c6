import type { MediaRun } from '../../ports/media-tools.ts';

const GIBIBYTE = 1024 ** 3;

/** A slow machine with other work needs about 30 s for one heavy segment; ten times that is a stall. */
const STALL_TIMEOUT_MS = 300_000;

/** Bounds of one FFmpeg that encodes `seconds` of video; far above what the slowest honest run needs. */
export function encodeLimits(seconds: number): Pick<MediaRun, 'timeoutMs' | 'stallTimeoutMs' | 'maxMemoryBytes'> {
  return {
    timeoutMs: 10 * 60_000 + seconds * 120_000,
    stallTimeoutMs: STALL_TIMEOUT_MS,
    // 8K pictures of 50 MB each, a decoder's twenty and an encoder's forty of them; address space, not resident memory.
    maxMemoryBytes: 8 * GIBIBYTE,
  };
}
