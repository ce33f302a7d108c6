import { type FrameTiming, measureFrameTiming } from '../facts/frame-timing.ts';
import type { AudioTiming } from '../facts/media-facts.ts';
import { findSoundHoles, type PacketRun } from '../facts/sound-holes.ts';
import type { ProbedStream, StreamTiming } from '../facts/stream-timing.ts';
import { SAMPLES_PER_FRAME } from '../grid/audio-grid.ts';
import { rational } from '../rational.ts';
import type { SampleTable } from './sample-table.ts';
import { sampleTimes } from './sample-times.ts';

/** Times of an MP4's streams from its own tables; agrees with a scan of its packets. */
export class SampleTableTiming implements StreamTiming {
  readonly #tables: ReadonlyMap<number, SampleTable>;

  constructor(tables: readonly SampleTable[]) {
    this.#tables = new Map(tables.map((table) => [table.trackId, table]));
  }

  /** See `StreamTiming`. */
  frameTiming(stream: ProbedStream): FrameTiming | undefined {
    const table = this.#tableOf(stream);
    if (!table) return undefined;
    const samples = sampleTimes(table);
    const timing = measureFrameTiming(
      samples.filter((sample) => sample.isShown),
      rational(1, table.timescale),
    );
    // Key frames that are not shown are still places to start decoding at.
    const keyFrameTimes = samples
      .filter((sample) => sample.isKey)
      .map((sample) => sample.pts / table.timescale)
      .sort((a, b) => a - b);
    return timing && { ...timing, keyFrameTimes };
  }

  /** See `StreamTiming`. */
  audioTiming(stream: ProbedStream, sampleRate: number): AudioTiming | undefined {
    const table = this.#tableOf(stream);
    if (!table) return undefined;
    // PCM tables count single samples: totals alone are used, so that an hour does not become millions of entries.
    const totalTicks = table.durations.reduce((sum, run) => sum + run.count * run.value, 0);
    const firstTicks = table.editShiftTicks === 0 ? 0 : -table.editShiftTicks;
    const isGapless =
      table.sampleEntry === 'mp4a' &&
      table.timescale === sampleRate &&
      table.durations.every((run, i) => run.value === SAMPLES_PER_FRAME || isLastFrame(table, i));
    // Frames that end before the edit begins prime the decoder and are not heard.
    const firstDuration = table.durations[0]?.value ?? 0;
    const skipped = firstTicks < 0 && firstDuration > 0 ? Math.floor(-firstTicks / firstDuration) * firstDuration : 0;
    return {
      startTime: rational(firstTicks + skipped, table.timescale),
      endTime: rational(Math.min(firstTicks + totalTicks, Math.ceil(table.editEndTicks)), table.timescale),
      packetCount: table.sampleCount,
      gaplessStartSample: isGapless ? firstTicks : undefined,
      holes: findSoundHoles(firstTicks, stepsOf(table), 1 / table.timescale),
    };
  }

  #tableOf(stream: ProbedStream): SampleTable | undefined {
    return stream.id === undefined ? undefined : this.#tables.get(Number(stream.id));
  }
}

/** A sample's duration (stts) reaches to the next one, whatever is in it; after the last one comes none. */
function stepsOf({ durations }: SampleTable): PacketRun[] {
  const last = durations.length - 1;
  return durations.map(({ count, value }, i) => ({ count: i === last ? count - 1 : count, stepTicks: value }));
}

/** The last frame of a track may be marked shorter: padding that the encoder added. */
function isLastFrame(table: SampleTable, run: number): boolean {
  return run === table.durations.length - 1 && table.durations[run]?.count === 1;
}
