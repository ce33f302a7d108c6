import path from 'node:path';

import type { SourceInput } from '../../media/ffmpeg/input-arguments.ts';
import { COMPARED_RATE, samplesOf, soundArguments, soundsAlike } from '../../media/rules/sound/compare-sound.ts';
import type { AudioSpan } from '../../media/rules/tree-facts.ts';
import { type DecodeTools, runForBytes } from './run-for-bytes.ts';

/** A segment with sound, whole. */
export interface SoundSegment {
  readonly index: number;
  /** As the playlist says. */
  readonly startSeconds: number;
  readonly audio: AudioSpan;
  readonly bytes: Uint8Array;
}

/** The init of fMP4; undefined for TS. */
type InitBytes = Uint8Array | undefined;

/** Segments decoded together: bounds the scratch file and the memory. */
const BATCH_BYTES = 16 * 1024 * 1024;
const BATCH_SECONDS = 120;

/** Compares the sound of one rendition with the source's, in batches, and remembers which segments hold another. */
export class SoundJudge {
  readonly #source: SourceInput & { readonly audioCount: number };
  readonly #tools: DecodeTools;
  readonly #strangers: number[] = [];
  #batch: SoundSegment[] = [];
  #batchBytes = 0;
  #init: InitBytes;
  #comparedCount = 0;

  constructor(source: SourceInput & { readonly audioCount: number }, tools: DecodeTools) {
    this.#source = source;
    this.#tools = tools;
  }

  async add(segment: SoundSegment, init: InitBytes): Promise<void> {
    const last = this.#batch.at(-1);
    const first = this.#batch[0];
    const isNext = last?.index === segment.index - 1 && this.#init === init && follows(last.audio, segment.audio);
    const isFull = this.#batchBytes > BATCH_BYTES || segment.startSeconds - (first?.startSeconds ?? 0) > BATCH_SECONDS;
    if (last && (!isNext || isFull)) await this.#compareBatch();
    this.#init = init;
    this.#batch.push(segment);
    this.#batchBytes += segment.bytes.length;
  }

  /** Indexes of segments whose sound is not the source's at that time. */
  async finish(): Promise<{ readonly strangers: readonly number[]; readonly comparedCount: number }> {
    await this.#compareBatch();
    return { strangers: this.#strangers, comparedCount: this.#comparedCount };
  }

  async #compareBatch(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    const [first] = batch;
    const last = batch.at(-1);
    if (!first || !last) return;
    const own = await this.#decodeSegments(batch);
    const seconds = last.startSeconds - first.startSeconds + secondsOf(last.audio, last.audio.durationTicks);
    const range = { fromSeconds: first.startSeconds, seconds: seconds + 1 };
    const candidates: Int16Array[] = [];
    for (let i = 0; i < this.#source.audioCount; i++) {
      const args = soundArguments(this.#source, i, range);
      const { bytes, hasErrors } = await runForBytes(args, this.#source.path, this.#tools);
      if (!hasErrors) candidates.push(samplesOf(bytes));
    }
    // A damaged source sounds differently wherever decoding begins.
    if (candidates.length < this.#source.audioCount) return;
    for (const { index, audio } of batch) {
      const fromTicks = audio.presentationStartTicks - first.audio.presentationStartTicks;
      const from = Math.round(secondsOf(audio, fromTicks) * COMPARED_RATE);
      const to = Math.round(secondsOf(audio, fromTicks + audio.durationTicks) * COMPARED_RATE);
      const piece = own.subarray(from, to);
      this.#comparedCount++;
      if (candidates.some((candidate) => soundsAlike(piece, candidate.subarray(from)))) continue;
      this.#strangers.push(index);
    }
  }

  async #decodeSegments(batch: readonly SoundSegment[]): Promise<Int16Array> {
    const { temporaryFiles, workFolder } = this.#tools;
    const folder = await temporaryFiles.makeFolder(workFolder, 'lectern-check');
    const file = path.join(folder, 'sound');
    try {
      if (this.#init) await temporaryFiles.append(file, this.#init);
      for (const { bytes } of batch) await temporaryFiles.append(file, bytes);
      const input = { path: file, demuxer: this.#init ? 'mov' : 'mpegts' };
      return samplesOf((await runForBytes(soundArguments(input, 0), file, this.#tools)).bytes);
    } finally {
      await temporaryFiles.remove(folder);
    }
  }
}

/** A segment that is out of place is told by its times; decoding it with its neighbours would shift them. */
function follows(before: AudioSpan, next: AudioSpan): boolean {
  const gap = secondsOf(next, next.presentationStartTicks) - secondsOf(before, before.presentationEndTicks);
  return Math.abs(gap) < 0.03;
}

function secondsOf(audio: AudioSpan, ticks: number): number {
  return ticks / audio.timescale;
}
