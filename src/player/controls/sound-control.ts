import { Events } from 'hls.js';
import type Hls from 'hls.js';
import { savePreferences } from '../preferences.ts';
import { playerText } from '../text.ts';
import { ChoiceMenu } from './choice-menu.ts';
import { trackLabels } from '../track-label.ts';

/** The menu of sound tracks, its language remembered for the next video. Hidden for a video with one track or none. */
export class SoundControl {
  readonly #menu: ChoiceMenu<number>;
  #hls: Hls | undefined;
  /** Language to play as soon as a video has it; empty: the one that the video begins with. */
  #wanted: string;

  constructor(language: string) {
    this.#wanted = language;
    this.#menu = new ChoiceMenu(playerText.sound, 'lectern-sound', (index) => this.#choose(index));
    this.#render();
  }

  get element(): HTMLElement {
    return this.#menu.element;
  }

  /** Follows the tracks of another source; undefined: the browser plays it, and has its own menu. */
  follow(hls: Hls | undefined): void {
    this.#hls = hls;
    hls?.on(Events.AUDIO_TRACKS_UPDATED, () => this.#playWanted(hls));
    for (const event of [Events.AUDIO_TRACKS_UPDATED, Events.AUDIO_TRACK_SWITCHING] as const) {
      hls?.on(event, () => this.#render());
    }
    this.#render();
  }

  #choose(index: number): void {
    if (this.#hls === undefined) return;
    this.#wanted = this.#hls.audioTracks[index]?.lang ?? '';
    savePreferences({ sound: this.#wanted });
    this.#hls.audioTrack = index;
    this.#render();
  }

  #playWanted(hls: Hls): void {
    if (this.#wanted === '' || hls.audioTracks[hls.audioTrack]?.lang === this.#wanted) return;
    const index = hls.audioTracks.findIndex(({ lang }) => lang === this.#wanted);
    if (index !== -1) hls.audioTrack = index;
  }

  #render(): void {
    const tracks = this.#hls?.audioTracks ?? [];
    const labels = trackLabels(tracks.map(({ name, lang }) => ({ name, language: lang })));
    const chosen = this.#hls?.audioTrack ?? -1;
    const current = labels[chosen] ?? labels[0] ?? '';
    this.#menu.show(
      labels.map((label, value) => ({ value, label })),
      chosen,
      { long: current, short: current },
    );
  }
}
