import { Events } from 'hls.js';
import type Hls from 'hls.js';
import type { FilledMap } from '../filled/filled-map.ts';
import { PATIENCE_SECONDS, chooseRendition } from './choose-rendition.ts';

/** What is loaded ahead where the server has it; what is asked for early is encoded early. */
export const FULL_BUFFER_SECONDS = 30;

/** Three segments: a change that lasts shorter is a flicker. */
const FIRST_CLIMB_SECONDS = 12;
const LAST_CLIMB_SECONDS = 120;
/** The end of the buffer may lie a frame beside the border of a segment. */
const BORDER_SECONDS = 0.1;

/** Chooses levels of hls.js by what the server has already. Without a map the choice is hls.js' own. */
export class LevelChoice {
  /** What is filled; undefined: everything, or nobody knows. */
  map: FilledMap | undefined;
  /** The level that the viewer picked. */
  picked: number | undefined;
  #asked: { level: number; endSeconds: number } | undefined;
  /** The segments that came one after the other, up to the last. */
  #loaded: { startSeconds: number; endSeconds: number } | undefined;
  /** Doubled after each fall, until a seek: where encoding is too slow, going up again soon would mean to fall again. */
  #climbSeconds = FIRST_CLIMB_SECONDS;

  /** Remembers what is loaded. */
  follow(hls: Hls): void {
    hls.on(Events.FRAG_LOADING, (_event, { frag }) => {
      if (isPicture(frag)) this.#noteLoading(hls, frag);
    });
    hls.on(Events.FRAG_LOADED, (_event, { frag }) => {
      if (isPicture(frag)) this.#noteLoaded(frag);
    });
  }

  /** The level for the next segment, where the network would bear `wanted`. */
  choose(hls: Hls, wanted: number): number {
    const buffer = hls.mainForwardBufferInfo;
    if (this.map === undefined || buffer === null || wanted < 0) return wanted;
    const next = this.#nextPlace(buffer);
    const leads = hls.levels.map((_level, index) => this.#lead(hls, index, next));
    const level = chooseRendition({
      leads,
      wanted: this.picked ?? wanted,
      isPicked: this.picked !== undefined,
      current: buffer.len > 0 ? this.#asked?.level : undefined,
      bufferedSeconds: buffer.len,
      climbSeconds: this.#climbSeconds,
    });
    // hls.js asks for the level right before it looks whether the buffer is full. What is loaded of a lower quality than the
    // network bears has to be watched, too, although a better one may be there soon.
    const isBest = level >= (this.picked ?? wanted) && (leads[level] ?? 0) > 0;
    hls.config.maxMaxBufferLength = isBest ? FULL_BUFFER_SECONDS : PATIENCE_SECONDS;
    return level;
  }

  /** Whether the server has this level at this second, as far as is known. */
  isFilledAt(hls: Hls, level: number, seconds: number): boolean {
    return this.#lead(hls, level, seconds) > 0;
  }

  /** The viewer picked anew: what was loaded before binds no more. */
  forget(): void {
    this.#asked = this.#loaded = undefined;
    this.#climbSeconds = FIRST_CLIMB_SECONDS;
  }

  #noteLoading(hls: Hls, { level, start, duration }: { level: number; start: number; duration: number }): void {
    const before = this.#asked;
    this.#asked = { level, endSeconds: start + duration };
    if (before === undefined) return;
    const isNext = Math.abs(start - before.endSeconds) < 2 * BORDER_SECONDS;
    if (!isNext) this.#climbSeconds = FIRST_CLIMB_SECONDS;
    else if (level < before.level && this.#lead(hls, before.level, start) === 0) {
      this.#climbSeconds = Math.min(2 * this.#climbSeconds, LAST_CLIMB_SECONDS);
    }
  }

  #noteLoaded({ start, duration }: { start: number; duration: number }): void {
    const { startSeconds = 0, endSeconds = -1 } = this.#loaded ?? {};
    const isNext = Math.abs(start - endSeconds) < 2 * BORDER_SECONDS;
    this.#loaded = { startSeconds: isNext ? startSeconds : start, endSeconds: start + duration };
  }

  /** Where the next segment begins. The buffer may end before what has come: at the end of the sound, when that is late. */
  #nextPlace({ len, end }: { len: number; end: number }): number {
    const { startSeconds = 0, endSeconds = 0 } = this.#loaded ?? {};
    return len > 0 && startSeconds - BORDER_SECONDS <= end && end < endSeconds ? endSeconds : end;
  }

  #lead(hls: Hls, level: number, seconds: number): number {
    const playlist = hls.levels[level]?.uri;
    if (this.map === undefined || playlist === undefined) return Number.POSITIVE_INFINITY;
    return this.map.leadSeconds(playlist, seconds + BORDER_SECONDS);
  }
}

function isPicture({ type, sn, bitrateTest }: { type: string; sn: number | string; bitrateTest?: boolean }): boolean {
  return type === 'main' && sn !== 'initSegment' && bitrateTest !== true;
}
