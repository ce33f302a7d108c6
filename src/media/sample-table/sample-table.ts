/** Times and key frames of one track of a plain (not fragmented) MP4 or MOV file, as its sample tables say. */
export interface SampleTable {
  readonly trackId: number;
  readonly timescale: number;
  /** Sample entry's four characters, such as `avc1` or `mp4a`. */
  readonly sampleEntry: string;
  readonly sampleCount: number;
  /** Decode durations in ticks, run by run (stts). */
  readonly durations: readonly SampleRun[];
  /** Composition offsets in ticks, run by run (ctts); empty where there are none. */
  readonly compositionOffsets: readonly SampleRun[];
  /** Numbers of sync samples from 0, ascending; undefined: every sample is one. */
  readonly syncSamples?: readonly number[];
  /** Ticks between presentation time in the tables and on the movie's own clock: first edit's start less its delay. */
  readonly editShiftTicks: number;
  /** Time on the movie's own clock from which samples are left out; Infinity where the edit reaches the end. */
  readonly editEndTicks: number;
}

/** Samples in a row with the same value. */
export interface SampleRun {
  readonly count: number;
  readonly value: number;
}
