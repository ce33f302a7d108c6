import { savePreferences } from '../preferences.ts';
import { playerText } from '../text.ts';
import type { VideoJsPlayer } from '../video-js.ts';
import { ChoiceMenu } from './choice-menu.ts';
import { languageName } from '../track-label.ts';

const OFF = -1;

/** The captions menu: off and one line a language, remembered for the next video. Hidden for a video without captions. */
export class CaptionControl {
  readonly #menu: ChoiceMenu<number>;
  readonly #player: VideoJsPlayer;
  #last = 0;
  /** Language to show as soon as a video has it. */
  #wanted: string;

  constructor(player: VideoJsPlayer, language: string) {
    this.#player = player;
    this.#wanted = language;
    this.#menu = new ChoiceMenu(playerText.captions, 'lectern-captions', (index) => this.#choose(index));
    const tracks = player.textTracks();
    tracks.addEventListener('addtrack', () => this.#showWanted());
    for (const event of ['addtrack', 'removetrack', 'change'] as const) {
      tracks.addEventListener(event, () => this.#render());
    }
    this.#render();
  }

  get element(): HTMLElement {
    return this.#menu.element;
  }

  /** Turns captions off, or on in the language shown last. Returns what is on now, undefined when there are none. */
  toggle(): string | undefined {
    const tracks = this.#tracks();
    if (tracks.length === 0) return undefined;
    const shown = tracks.findIndex(({ mode }) => mode === 'showing');
    this.#choose(shown === OFF ? Math.min(this.#last, tracks.length - 1) : OFF);
    return shown === OFF ? playerText.captionsOn : playerText.captionsOff;
  }

  #choose(index: number): void {
    if (index !== OFF) this.#last = index;
    this.#wanted = this.#tracks()[index]?.language ?? '';
    savePreferences({ captions: this.#wanted });
    this.#show(index);
  }

  #showWanted(): void {
    const tracks = this.#tracks();
    const index = this.#wanted === '' ? OFF : tracks.findIndex(({ language }) => language === this.#wanted);
    if (index === OFF || tracks.some(({ mode }) => mode === 'showing')) return;
    this.#last = index;
    this.#show(index);
  }

  #show(index: number): void {
    this.#tracks().forEach((track, at) => {
      track.mode = at === index ? 'showing' : 'disabled';
    });
    this.#render();
  }

  #render(): void {
    const tracks = this.#tracks();
    const shown = tracks.findIndex(({ mode }) => mode === 'showing');
    const choices = tracks.map(({ label, language }, value) => ({
      value,
      label: label === language || label === '' ? languageName(language) : label,
    }));
    const current = choices[shown]?.label ?? playerText.captionsNone;
    this.#menu.show(choices.length === 0 ? [] : [{ value: OFF, label: playerText.captionsNone }, ...choices], shown, {
      long: current,
      short: current,
    });
  }

  #tracks(): TextTrack[] {
    return Array.from(this.#player.textTracks()).filter(({ kind }) => kind === 'subtitles' || kind === 'captions');
  }
}
