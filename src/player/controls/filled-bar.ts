import type { FilledMap } from '../filled/filled-map.ts';
import { playerText } from '../text.ts';
import type { VideoJsPlayer } from '../video-js.ts';

/** Shows on the seek bar which parts do not play at once, as a dotted line. They may be sought all the same. */
export class FilledBar {
  readonly #player: VideoJsPlayer;
  readonly #element = document.createElement('div');
  #map: FilledMap | undefined;
  #shown = '';

  constructor(player: VideoJsPlayer) {
    this.#player = player;
    this.#element.className = 'lectern-unfilled';
    this.#element.ariaHidden = 'true';
    player.el().style.setProperty('--lectern-unfilled', JSON.stringify(` · ${playerText.unfilledHere}`));
    player.el().querySelector('.vjs-progress-holder')?.append(this.#element);
    player.on('durationchange', () => this.#render());
    player
      .el()
      .querySelector<HTMLElement>('.vjs-progress-control')
      ?.addEventListener('pointermove', (event) => this.#point(event.clientX));
  }

  /** Undefined: nothing to tell, the bar is as for any other video. */
  show(map: FilledMap | undefined): void {
    this.#map = map;
    this.#render();
  }

  #render(): void {
    const duration = this.#player.duration();
    const gaps = duration > 0 ? (this.#map?.gapsUntil(duration) ?? []) : [];
    const shown = gaps.map(([start, end]): [string, string] => {
      return [percent(start / duration), percent((end - start) / duration)];
    });
    if (JSON.stringify(shown) === this.#shown) return;
    this.#shown = JSON.stringify(shown);
    this.#element.replaceChildren(
      ...shown.map(([left, width]) => {
        const span = document.createElement('div');
        span.style.left = left;
        span.style.width = width;
        return span;
      }),
    );
  }

  /** The time under the pointer says when it is not there yet. */
  #point(clientX: number): void {
    const { left, width } = this.#element.getBoundingClientRect();
    const seconds = ((clientX - left) / width) * this.#player.duration();
    this.#player.el().classList.toggle('lectern-unfilled-here', this.#map?.isPlayableAt(seconds) === false);
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
