import { secondsAhead } from '../seconds-ahead.ts';
import { playerText } from '../text.ts';
import type { VideoJsPlayer } from '../video-js.ts';
import type { Notice } from './notice.ts';

/** How long a spinner turns alone before words join it. */
const SLOW_MS = 3000;
/** With less than this ahead, the viewer is waiting or about to. */
const STARVED_SECONDS = 1;

/** Says why the picture stands still: the server asked for patience, or nothing came for a while. */
export class WaitingWords {
  readonly #player: VideoJsPlayer;
  readonly #notice: Notice;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #isSpeaking = false;

  constructor(player: VideoJsPlayer, notice: Notice) {
    this.#player = player;
    this.#notice = notice;
    player.on('waiting', () => this.#speakSoon());
    player.on(['playing', 'seeked', 'pause'], () => clearTimeout(this.#slowTimer));
    player.on('timeupdate', () => {
      if (!player.paused() && !this.#isStarved()) this.stop();
    });
  }

  /** The server is still making a part. Said only where the viewer waits for that part. */
  serverAskedToWait(): void {
    if (this.#player.paused() || this.#isStarved()) this.#speak(playerText.preparing);
  }

  /** Whatever was waited for is there, or does not matter any more. */
  stop(): void {
    clearTimeout(this.#slowTimer);
    if (this.#isSpeaking) this.#notice.clear();
    this.#isSpeaking = false;
  }

  #speakSoon(): void {
    clearTimeout(this.#slowTimer);
    this.#slowTimer = setTimeout(() => {
      if (!this.#isSpeaking && this.#isStarved()) this.#speak(playerText.slow);
    }, SLOW_MS);
  }

  #speak(words: string): void {
    this.#isSpeaking = true;
    this.#notice.show(words);
  }

  #isStarved(): boolean {
    return secondsAhead(this.#player) < STARVED_SECONDS;
  }
}
