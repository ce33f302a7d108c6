import type { FirstSegmentSigns } from '../measure/first-segments.ts';
import type { Command } from '../measure/measure-run.ts';
import type { BenchSource } from '../sources/bench-source.ts';

/** One way of making an adaptive stream, as the bench runs it. */
export interface Contender {
  readonly name: string;
  /** One sentence: what is run. */
  readonly about: string;
  prepare(job: ContenderJob): Promise<ContenderRun>;
}

/** What every contender is asked for. */
export interface ContenderJob {
  readonly source: BenchSource;
  /** Renditions, lowest first. */
  readonly ladder: readonly Rung[];
  /** Empty, or not there yet. */
  readonly outputFolder: string;
}

/** How a contender does the job, and how to read what it leaves. */
export interface ContenderRun {
  readonly commands: readonly Command[];
  readonly signs: FirstSegmentSigns;
  readonly isDelivered: (file: string) => boolean;
  /** The media playlist of a rendition, relative to the output. */
  readonly playlistOf: (rung: Rung) => string;
}

/** One rendition of a 16:9 source. */
export interface Rung {
  readonly height: number;
  readonly width: number;
  /** The classic command's average rate; the rates of the others follow their own tables. */
  readonly bitrateKbps: number;
}

const RUNGS: readonly Rung[] = [
  { height: 360, width: 640, bitrateKbps: 800 },
  { height: 480, width: 854, bitrateKbps: 1400 },
  { height: 720, width: 1280, bitrateKbps: 2800 },
  { height: 1080, width: 1920, bitrateKbps: 5000 },
];

/** The rungs of these heights, lowest first. Throws for a height the bench does not know. */
export function rungsOf(heights: readonly number[]): Rung[] {
  const known = RUNGS.map((rung) => rung.height);
  const unknown = heights.find((height) => !known.includes(height));
  if (unknown !== undefined) throw new Error(`wanted heights out of ${known.join(', ')}, got ${unknown}`);
  return RUNGS.filter((rung) => heights.includes(rung.height));
}

/** The FFmpeg that the contenders other than Lectern run: the same that Lectern finds. */
export function ffmpegProgram(): string {
  return process.env['FFMPEG_PATH'] ?? 'ffmpeg';
}
