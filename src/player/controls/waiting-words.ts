import { secondsAhead } from '../seconds-ahead.ts';
import { playerText } from '../text.ts';
import type { VideoJsPlayer } from '../video-js.ts';
import type { Notice } from './notice.ts';

/** How long a spinner turns alone before words join it: less where it is known what is waited for. */
const SLOW_MS = 3000;
const PREPARING_MS = 1000;
/** With less than this ahead, the viewer is waiting or about to. */
const STARVED_SECONDS = 1;

/** Says why the picture stands still: the server asked for patience, or nothing came for a while. */
export class WaitingWords {
  readonly #player: VideoJsPlayer;
  readonly #notice: Notice;
  readonly #isBeingPrepared: () => boolean;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #isSpeaking = false;

  /** `isBeingPrepared`: whether the server is known to lack the part at this place. */
  constructor(player: VideoJsPlayer, notice: Notice, isBeingPrepared: () => boolean) {
    this.#player = player;
    this.#notice = notice;
    this.#isBeingPrepared = isBeingPrepared;
    player.on(['waiting', 'seeking'], () => this.#speakSoon());
    player.on(['playing', 'seeked', 'pause'], () => clearTimeout(this.#slowTimer));
    player.on('timeupdate', () => {
      if (!player.paused() && !this.#isStarved()) this.stop();
    });
  }

  /** The server is still making a part. Said only where the viewer waits for that part. */
  serverAskedToWait(): void {
    if (this.#player.paused() || this.#isStarved()) this.#speak(playerText.preparing);
  }

  /** The server has trouble of its own. Said where the viewer is about to see it. */
  serverIsOut(): void {
    if (this.#player.paused() || this.#isStarved()) this.#speak(playerText.outage);
  }

  /** Whatever was waited for is there, or does not matter any more. */
  stop(): void {
    clearTimeout(this.#slowTimer);
    if (this.#isSpeaking) this.#notice.clear();
    this.#isSpeaking = false;
  }

  #speakSoon(): void {
    clearTimeout(this.#slowTimer);
    const isPreparing = this.#isBeingPrepared();
    this.#slowTimer = setTimeout(
      () => {
        if (!this.#isSpeaking && this.#isStarved()) this.#speak(isPreparing ? playerText.preparing : playerText.slow);
      },
      isPreparing ? PREPARING_MS : SLOW_MS,
    );
  }

  #speak(words: string): void {
    this.#isSpeaking = true;
    this.#notice.show(words);
  }

  #isStarved(): boolean {
    return secondsAhead(this.#player) < STARVED_SECONDS;
  }
}
