import { readList } from '../chapters/chapter.ts';
import type { VideoJsPlayer } from '../video-js.ts';

/** A file of captions (WebVTT) that belongs to the video. */
export interface CaptionFile {
  /** Such as `de` or `pt-BR`. */
  readonly language: string;
  /** As viewers see it, such as `Deutsch`. */
  readonly label: string;
  readonly url: string;
}

/** Reads the element's attribute: JSON, `[{"language":"de","label":"Deutsch","url":"…"}]`. Trusts nothing. */
export function parseCaptions(text: string | null): CaptionFile[] {
  return readList(text).flatMap((each): CaptionFile[] => {
    const { language, label, url } = each as Partial<Record<keyof CaptionFile, unknown>>;
    if (typeof language !== 'string' || typeof url !== 'string' || url === '') return [];
    return [{ language, label: typeof label === 'string' && label !== '' ? label : language, url }];
  });
}

/** The captions that a page has named, beside those of the stream. A file is loaded when it is first shown. */
export class CaptionList {
  readonly #player: VideoJsPlayer;
  #elements: HTMLTrackElement[] = [];
  #shown = '[]';

  constructor(player: VideoJsPlayer) {
    this.#player = player;
  }

  show(files: readonly CaptionFile[]): void {
    const shown = JSON.stringify(files);
    if (shown === this.#shown) return;
    this.#shown = shown;
    for (const element of this.#elements) this.#player.removeRemoteTextTrack(element);
    this.#elements = files.map(({ language, label, url }) => {
      const element = this.#player.addRemoteTextTrack({ kind: 'captions', label, language, src: url }, true);
      // Video.js draws when time passes: in a video that stands still the words would not come.
      element.track.addEventListener('loadeddata', () => this.#player.trigger('texttrackchange'));
      return element;
    });
  }
}
