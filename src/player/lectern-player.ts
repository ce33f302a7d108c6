import 'video.js/dist/video-js.css';
import './skin/skin.css';
import { performShortcut } from './controls/perform-shortcut.ts';
import { focusPlaceOf, shortcutFor } from './controls/shortcuts.ts';
import { renewFrom } from './access/renew-from.ts';
import { isSameSource } from './access/source-access.ts';
import type { Renew } from './access/source-access.ts';
import { parseCaptions } from './captions/caption-list.ts';
import { parseChapters } from './chapters/chapter.ts';
import type { FailureReason } from './engine/engine-failure.ts';
import { PlayerSession } from './player-session.ts';
import { reportProgress } from './progress/report-progress.ts';
import type { ProgressReport } from './progress/report-progress.ts';
import { ignoreRefusal } from './video-js.ts';

/** Details of the events a page can listen to. None of them bubbles. */
export interface LecternPlayerEvents {
  /** The duration is known and the first picture is coming. */
  'lectern-ready': CustomEvent<{ durationSeconds: number }>;
  /** Another rendition is on screen, or the viewer chose. */
  'lectern-quality': CustomEvent<{ label: string; isAutomatic: boolean }>;
  /** Playing cannot go on; the player shows `message` and a button to try again. */
  'lectern-error': CustomEvent<{ reason: FailureReason; message: string }>;
  'lectern-play': CustomEvent<null>;
  'lectern-pause': CustomEvent<null>;
  'lectern-ended': CustomEvent<null>;
  /** A few times a second while playing, and after a seek. */
  'lectern-time': CustomEvent<{ seconds: number }>;
  /** What was really played since the last such event: every 10 s while playing, and whenever that may be the last chance. */
  'lectern-progress': CustomEvent<ProgressReport>;
}

/**
 * `<lectern-player src renew filled poster title start-seconds captions chapters keys="page">`: plays an HLS stream with
 * automatic quality.
 *
 * - `src`: URL of a `master.m3u8` (or of a lone media playlist); changing it opens the other video. Where only the token of
 *   `/v/<token>/<video>/` changes, the same video plays on, and what is still to load is asked for there.
 * - `renew`: URL that is asked (POST) for `{ hlsUrl }` when the server answers 403, because the token has expired: the video
 *   plays on as if nothing was. As a property it may be a function that answers a URL, or undefined for "not allowed".
 * - `filled`: URL that tells what of the stream is encoded already (`/v/<video>/filled`), while it is being encoded. The
 *   player then asks for what is there and shows it on the seek bar. Without it everything still plays.
 * - `poster`: URL of the picture shown before playing.
 * - `title`: names the player for screen readers. It is taken off the element, or it would be a tooltip.
 * - `start-seconds`: where to begin.
 * - `captions`: JSON, `[{ "language": "de", "label": "Deutsch", "url": "…vtt" }]`. The viewer's choice is remembered.
 * - `chapters`: JSON, `[{ "startSeconds": 0, "title": "…" }]`: marks on the seek bar, the current title, a menu.
 * - `keys="page"`: shortcuts work wherever the focus is on the page, not only inside the player.
 *
 * Fills its own box, which is 16:9 unless the page's CSS says otherwise.
 */
export class LecternPlayer extends HTMLElement {
  static readonly observedAttributes = ['src', 'filled', 'poster', 'title', 'renew', 'captions', 'chapters'];
  #session: PlayerSession | undefined;
  #renew: Renew | undefined;
  #stopReporting: (() => void) | undefined;
  #title = '';

  connectedCallback(): void {
    this.#session = new PlayerSession(this, this.#title, {
      ready: (durationSeconds) => this.#tell('lectern-ready', { durationSeconds }),
      qualityChanged: (label = '', isAutomatic) => this.#tell('lectern-quality', { label, isAutomatic }),
      failed: (reason, message) => this.#tell('lectern-error', { reason, message }),
    });
    const { player } = this.#session;
    player.on('play', () => this.#tell('lectern-play', null));
    player.on('pause', () => this.#tell('lectern-pause', null));
    player.on('ended', () => this.#tell('lectern-ended', null));
    player.on('timeupdate', () => this.#tell('lectern-time', { seconds: player.currentTime() }));
    this.#stopReporting = reportProgress(player, (report) => this.#tell('lectern-progress', report));
    this.#keyTarget().addEventListener('keydown', this.#onKey, { capture: true });
    player.poster(this.getAttribute('poster') ?? '');
    this.#readRenew();
    this.#session.captionFiles.show(parseCaptions(this.getAttribute('captions')));
    this.#session.chapters.show(parseChapters(this.getAttribute('chapters')));
    this.#followFilled();
    this.#openSource();
  }

  disconnectedCallback(): void {
    this.#keyTarget().removeEventListener('keydown', this.#onKey, { capture: true });
    this.#stopReporting?.();
    this.#session?.dispose();
    this.#session = undefined;
    this.replaceChildren();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (name === 'title') {
      if (after === null) return;
      this.#title = after;
      this.removeAttribute('title');
    } else if (before === after) return;
    else if (name === 'renew') this.#readRenew();
    else if (name === 'captions') this.#session?.captionFiles.show(parseCaptions(after));
    else if (name === 'chapters') this.#session?.chapters.show(parseChapters(after));
    else if (name === 'src') {
      if (after === null || this.#session?.moveTo(after) !== true) this.#openSource();
      // The same picture, or the same news, under a fresh address.
    } else if (before !== null && after !== null && isSameSource(before, after)) return;
    else if (name === 'poster') this.#session?.player.poster(after ?? '');
    else this.#followFilled();
  }

  /** See the attribute. A function is not shown there. */
  get renew(): Renew | string | undefined {
    return this.#renew ?? this.getAttribute('renew') ?? undefined;
  }

  set renew(renew: Renew | string | null | undefined) {
    this.#renew = typeof renew === 'function' ? renew : undefined;
    if (typeof renew === 'string') this.setAttribute('renew', renew);
    else this.removeAttribute('renew');
    this.#readRenew();
  }

  get currentTime(): number {
    return this.#session?.player.currentTime() ?? 0;
  }

  get durationSeconds(): number | undefined {
    const duration = this.#session?.player.duration();
    return duration === undefined || Number.isNaN(duration) ? undefined : duration;
  }

  get isPaused(): boolean {
    return this.#session?.player.paused() ?? true;
  }

  /** Resolves when it plays, or when the browser refused to start without a click. */
  async play(): Promise<void> {
    await this.#session?.player.play()?.catch(ignoreRefusal);
  }

  pause(): void {
    this.#session?.player.pause();
  }

  /** Goes to a second of the video; outside its length it goes to the nearest end. */
  seek(seconds: number): void {
    this.#session?.player.currentTime(Math.max(0, seconds));
  }

  /** Loads the video again at the second where it is, as the button after a failure does. */
  retry(): void {
    this.#session?.retry();
  }

  #openSource(): void {
    const src = this.getAttribute('src');
    if (src === null || src === '') return;
    const startSeconds = Number(this.getAttribute('start-seconds') ?? Number.NaN);
    this.#session?.open(src, startSeconds > 0 ? startSeconds : undefined);
  }

  #readRenew(): void {
    const url = this.getAttribute('renew');
    if (this.#session) this.#session.renew = this.#renew ?? (url ? renewFrom(url) : undefined);
  }

  #followFilled(): void {
    this.#session?.follow(this.getAttribute('filled') || undefined);
  }

  #keyTarget(): EventTarget {
    return this.getAttribute('keys') === 'page' ? this.ownerDocument : this;
  }

  // Caught on the way down: Video.js' own controls stop keys on the way up.
  #onKey = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || this.#session === undefined) return;
    const shortcut = shortcutFor(event, focusPlaceOf(event.target));
    if (shortcut === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    performShortcut(shortcut, this.#session);
  };

  #tell<Name extends keyof LecternPlayerEvents>(name: Name, detail: LecternPlayerEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

if (customElements.get('lectern-player') === undefined) customElements.define('lectern-player', LecternPlayer);
