import { SPEEDS, savePreferences } from '../preferences.ts';
import { playerText } from '../text.ts';
import type { VideoJsPlayer } from '../video-js.ts';
import { ChoiceMenu } from './choice-menu.ts';

/** The speed menu, also moved by the keys < and >. Pitch is kept by the browser. */
export class SpeedControl {
  readonly #menu: ChoiceMenu<number>;
  readonly #player: VideoJsPlayer;
  #rate = 1;

  constructor(player: VideoJsPlayer) {
    this.#player = player;
    this.#menu = new ChoiceMenu(playerText.speed, 'lectern-speed', (rate) => this.choose(rate));
    // Opening a source sets the rate back to 1.
    player.on('loadedmetadata', () => this.set(this.#rate));
    this.set(1);
  }

  get element(): HTMLElement {
    return this.#menu.element;
  }

  /** Sets the speed and remembers it for the next video. */
  choose(rate: number): void {
    this.set(rate);
    savePreferences({ speed: rate });
  }

  /** Sets the speed for this video. */
  set(rate: number): void {
    this.#rate = rate;
    this.#player.playbackRate(rate);
    const label = playerText.speedValue(rate);
    this.#menu.show(
      SPEEDS.map((speed) => ({
        value: speed,
        label: speed === 1 ? playerText.normalSpeed : playerText.speedValue(speed),
      })).toReversed(),
      rate,
      { long: label, short: label },
    );
  }

  /** One step slower or faster; returns the new speed. */
  step(step: 1 | -1): number {
    const at = SPEEDS.findIndex((speed) => speed >= this.#rate);
    const next = SPEEDS[Math.min(Math.max(at + step, 0), SPEEDS.length - 1)] ?? 1;
    this.choose(next);
    return next;
  }
}
