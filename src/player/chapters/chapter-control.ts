import { ChoiceMenu } from '../controls/choice-menu.ts';
import { playerText } from '../text.ts';
import type { VideoJsPlayer } from '../video-js.ts';
import { type Chapter, chapterAt, formatTime } from './chapter.ts';

/**
 * Chapters: a mark on the seek bar where each begins, its title under the pointer, and a menu whose button names the
 * current one. Hidden for a video with less than two.
 */
export class ChapterControl {
  readonly #player: VideoJsPlayer;
  readonly #menu: ChoiceMenu<number>;
  readonly #marks = document.createElement('div');
  #chapters: readonly Chapter[] = [];

  constructor(player: VideoJsPlayer) {
    this.#player = player;
    this.#menu = new ChoiceMenu(playerText.chapters, 'lectern-chapters', (seconds) => player.currentTime(seconds));
    this.#marks.className = 'lectern-chapter-marks';
    this.#marks.ariaHidden = 'true';
    player.el().querySelector('.vjs-progress-holder')?.append(this.#marks);
    player.on(['timeupdate', 'seeking'], () => this.#renderMenu());
    player.on('durationchange', () => this.#renderMarks());
    player
      .el()
      .querySelector<HTMLElement>('.vjs-progress-control')
      ?.addEventListener('pointermove', (event) => this.#point(event.clientX));
    this.#renderMenu();
  }

  get element(): HTMLElement {
    return this.#menu.element;
  }

  show(chapters: readonly Chapter[]): void {
    this.#chapters = chapters;
    this.#renderMenu();
    this.#renderMarks();
  }

  #renderMenu(): void {
    const current = chapterAt(this.#chapters, this.#player.currentTime());
    const choices = this.#chapters.map(({ startSeconds, title }) => ({
      value: startSeconds,
      label: `${formatTime(startSeconds)}  ${title}`,
    }));
    const title = current?.title ?? playerText.chapters;
    this.#menu.show(choices, current?.startSeconds ?? -1, { long: title, short: title });
  }

  #renderMarks(): void {
    const duration = this.#player.duration();
    const within = this.#chapters.filter(({ startSeconds }) => startSeconds > 0 && startSeconds < duration);
    this.#marks.replaceChildren(
      ...within.map(({ startSeconds }) => {
        const mark = document.createElement('div');
        mark.style.left = `${((startSeconds / duration) * 100).toFixed(3)}%`;
        return mark;
      }),
    );
  }

  /** The time under the pointer says which chapter it is in. */
  #point(clientX: number): void {
    const { left, width } = this.#marks.getBoundingClientRect();
    const title = chapterAt(this.#chapters, ((clientX - left) / width) * this.#player.duration())?.title;
    const shown = title === undefined ? '' : ` · ${title}`;
    this.#player.el().style.setProperty('--lectern-chapter', JSON.stringify(shown));
  }
}
