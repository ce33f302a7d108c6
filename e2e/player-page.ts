import type { Locator, Page } from 'playwright-core';

/** The part of a video element that tests look at. */
interface VideoElement {
  currentTime: number;
  videoHeight: number;
  paused: boolean;
  playbackRate: number;
  volume: number;
  muted: boolean;
  buffered: { length: number; start(index: number): number; end(index: number): number };
}

/** What a viewer could see and hear. */
export interface PlayerState {
  readonly seconds: number;
  readonly height: number;
  readonly isPaused: boolean;
  readonly speed: number;
  readonly volume: number;
  readonly isMuted: boolean;
  readonly bufferedRanges: ReadonlyArray<readonly [number, number]>;
}

/** A `<lectern-player>` on a page, handled as a viewer does. */
export class PlayerPage {
  readonly page: Page;
  readonly video: Locator;
  readonly qualityButton: Locator;
  readonly failure: Locator;
  readonly notice: Locator;

  constructor(page: Page) {
    this.page = page;
    this.video = page.locator('lectern-player video');
    this.qualityButton = page.getByRole('button', { name: /^Quality:/ });
    this.failure = page.locator('lectern-player [role="alert"]');
    this.notice = page.locator('lectern-player [role="status"]');
  }

  read(): Promise<PlayerState> {
    return this.video.evaluate((video: VideoElement) => ({
      seconds: video.currentTime,
      height: video.videoHeight,
      isPaused: video.paused,
      speed: video.playbackRate,
      volume: video.volume,
      isMuted: video.muted,
      bufferedRanges: Array.from(
        { length: video.buffered.length },
        (_, index) => [video.buffered.start(index), video.buffered.end(index)] as const,
      ),
    }));
  }

  /** Starts to play and waits until the picture moves. */
  async start(): Promise<void> {
    await this.video.waitFor();
    await this.page.keyboard.press('k');
    await this.waitUntil(({ seconds, isPaused }) => !isPaused && seconds > 0.3);
  }

  /** Plays on where the end or a pause has stopped it. */
  async resume(): Promise<void> {
    if ((await this.read()).isPaused) await this.page.keyboard.press('k');
  }

  /** Waits for a state, at most `withinMs`; says the last one when it does not come. */
  async waitUntil(isReached: (state: PlayerState) => boolean, withinMs = 20_000): Promise<PlayerState> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const state = await this.read();
      if (isReached(state)) return state;
      if (Date.now() > deadline) throw new Error(`not reached within ${withinMs} ms: ${JSON.stringify(state)}`);
      await this.page.evaluate('new Promise(requestAnimationFrame)');
    }
  }

  /** Plays on for some seconds of the video. */
  async playFor(seconds: number): Promise<void> {
    const from = (await this.read()).seconds;
    await this.waitUntil((state) => state.seconds >= from + seconds, seconds * 1000 + 15_000);
  }

  /** Goes to a second of the video by the element's own method. */
  async seek(seconds: number): Promise<void> {
    const player = this.page.locator('lectern-player');
    await player.evaluate((element: { seek(to: number): void }, to) => element.seek(to), seconds);
  }

  async pickQuality(label: string | RegExp): Promise<void> {
    await this.qualityButton.click();
    await this.page.getByRole('menuitemradio', { name: label, exact: true }).click();
  }

  /** The rows of the playback details by name. Opens them if need be. */
  async details(): Promise<Record<string, string>> {
    const panel = this.page.getByRole('region', { name: 'Playback details' });
    if (!(await panel.isVisible())) await this.page.keyboard.press('s');
    const [names, values] = await Promise.all([
      panel.locator('dt').allTextContents(),
      panel.locator('dd').allTextContents(),
    ]);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  }
}
