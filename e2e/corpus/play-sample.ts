import type { Page } from 'playwright-core';

import { GRID, type Picture } from '../../test/support/corpus/picture.ts';

/** The part of a video element that is played here. */
interface VideoElement {
  currentTime: number;
  muted: boolean;
  readonly duration: number;
  readonly ended: boolean;
  readonly paused: boolean;
  /** HTMLMediaElement.readyState. */
  readonly readyState: number;
  readonly buffered: { length: number; start(index: number): number; end(index: number): number };
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly error: { message: string } | null;
  play(): Promise<void>;
  pause(): void;
  addEventListener(name: string, then: () => void): void;
  removeEventListener(name: string, then: () => void): void;
}

/** A canvas, as far as it is used. */
interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    drawImage(video: VideoElement, x: number, y: number): void;
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}

/** What a viewer of a whole video saw. */
export interface Played {
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
  /** Where it stood when it said that it had ended. */
  readonly endedAtSeconds: number;
  /** At the very start, and in the middle after a seek. */
  readonly pictures: ReadonlyArray<{ readonly seconds: number; readonly picture: Picture }>;
}

/**
 * Plays the video of a page: its start, a seek to the middle, the last second or so to the end. Throws in a sentence when any of
 * it does not come about.
 */
export async function playSample(page: Page): Promise<Played> {
  const video = page.locator('lectern-player video');
  await video.waitFor();
  return await video.evaluate(playInPage, GRID);
}

/** Runs in the page. */
async function playInPage(video: VideoElement, grid: number): Promise<Played> {
  const { document, requestAnimationFrame } = globalThis as unknown as {
    document: { createElement(name: 'canvas'): Canvas };
    requestAnimationFrame(then: () => void): void;
  };

  const buffered = (): string =>
    Array.from(
      { length: video.buffered.length },
      (_, i) => `${video.buffered.start(i)}-${video.buffered.end(i)}`,
    ).join();

  const until = async (what: string, events: readonly string[], isReached: () => boolean): Promise<void> =>
    await new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        for (const event of [...events, 'error']) video.removeEventListener(event, look);
        settle();
      };
      const state = (): string =>
        `${what}: at ${video.currentTime} of ${video.duration} s, paused ${video.paused}, ended ${video.ended}, ` +
        `readyState ${video.readyState}, buffered ${buffered()}, error ${video.error?.message}`;
      const look = (): void => {
        if (video.error !== null) finish(() => reject(new Error(state())));
        else if (isReached()) finish(resolve);
      };
      const timer = setTimeout(() => finish(() => reject(new Error(`not within 20 s: ${state()}`))), 20_000);
      for (const event of [...events, 'error']) video.addEventListener(event, look);
      look();
    });

  const seek = async (seconds: number): Promise<void> => {
    let isThere = false;
    const arrived = (): void => void (isThere = true);
    video.addEventListener('seeked', arrived);
    video.currentTime = seconds;
    await until(`a seek to ${seconds} s`, ['seeked'], () => isThere);
    video.removeEventListener('seeked', arrived);
    // Drawn with the frame after the next at the latest.
    for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => requestAnimationFrame(resolve));
  };

  const look = (): { seconds: number; picture: number[] } => {
    const [width, height] = [video.videoWidth, video.videoHeight];
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const border = (place: number, side: number): [number, number] => {
      const from = Math.min(side - 1, Math.floor((place * side) / grid));
      return [from, Math.max(from + 1, Math.floor(((place + 1) * side) / grid))];
    };
    const picture: number[] = [];
    for (let row = 0; row < grid; row++) {
      for (let column = 0; column < grid; column++) {
        const [left, right] = border(column, width);
        const [top, bottom] = border(row, height);
        const sums = [0, 0, 0];
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) {
            for (let channel = 0; channel < 3; channel++) {
              sums[channel] = (sums[channel] ?? 0) + (data[(y * width + x) * 4 + channel] ?? 0);
            }
          }
        }
        picture.push(...sums.map((sum) => sum / ((right - left) * (bottom - top))));
      }
    }
    return { seconds: video.currentTime, picture };
  };

  // Whether it plays is seen by its time: the promise stays open where there is nothing left to play.
  const play = (): void => void video.play().catch(() => undefined);

  video.muted = true;
  await until('its length', ['loadedmetadata', 'durationchange'], () => video.duration > 0 && video.videoWidth > 0);
  play();
  const movesAt = Math.min(0.3, video.duration / 2);
  await until('the start', ['timeupdate', 'ended'], () => video.ended || video.currentTime >= movesAt);
  video.pause();
  await seek(0);
  const pictures = [look()];
  await seek(video.duration / 2);
  pictures.push(look());
  // Not at the very last picture of one a second: with nothing after it, Chromium may take a paused video for ended.
  await seek(Math.max(0, video.duration - 1.5));
  play();
  await until('the end', ['ended'], () => video.ended);
  return {
    width: video.videoWidth,
    height: video.videoHeight,
    durationSeconds: video.duration,
    endedAtSeconds: video.currentTime,
    pictures,
  };
}
