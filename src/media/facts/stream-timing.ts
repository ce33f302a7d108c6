import type { AudioTiming } from './media-facts.ts';
import type { FrameTiming } from './frame-timing.ts';

/** A stream as ffprobe names it. */
export interface ProbedStream {
  readonly index: number;
  /** Track number in MP4, PID in a transport stream, as ffprobe's hexadecimal text; undefined in other containers. */
  readonly id?: string;
  readonly timeBase?: string;
}

/** Where the frames and sound packets of a source lie: scanned packets, or an MP4's own tables. */
export interface StreamTiming {
  /** Undefined when the stream has no frame with a time. */
  frameTiming(stream: ProbedStream): FrameTiming | undefined;
  /** Undefined when the stream has no packet with a time. */
  audioTiming(stream: ProbedStream, sampleRate: number): AudioTiming | undefined;
}
