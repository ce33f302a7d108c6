import { SourceAccess, isSameSource } from './access/source-access.ts';
import type { Renew } from './access/source-access.ts';
import { CaptionList } from './captions/caption-list.ts';
import { ChapterControl } from './chapters/chapter-control.ts';
import { CaptionControl } from './controls/caption-control.ts';
import { FilledBar } from './controls/filled-bar.ts';
import { FailurePanel } from './controls/failure-panel.ts';
import { Notice } from './controls/notice.ts';
import { OverlayPanel } from './controls/overlay-panel.ts';
import { QualityControl } from './controls/quality-control.ts';
import { SoundControl } from './controls/sound-control.ts';
import { SpeedControl } from './controls/speed-control.ts';
import { WaitingWords } from './controls/waiting-words.ts';
import { bridgeCaptions } from './engine/caption-tracks.ts';
import type { EngineFailure, FailureReason } from './engine/engine-failure.ts';
import type { EngineOptions, HlsEngine } from './engine/hls-engine.ts';
import { HLS_TYPE, hostEngine, unhostEngine } from './engine/hls-source-handler.ts';
import type { EngineHost } from './engine/hls-source-handler.ts';
import type { QualityChoice } from './engine/quality.ts';
import type { Quality } from './engine/quality.ts';
import type { FilledMap } from './filled/filled-map.ts';
import { followFilled } from './filled/follow-filled.ts';
import type { FilledAddress } from './filled/follow-filled.ts';
import { playerOptions } from './player-options.ts';
import { listFigures } from './playback-figures.ts';
import { readPreferences, savePreferences } from './preferences.ts';
import { playerText } from './text.ts';
import { ignoreRefusal, videojs } from './video-js.ts';
import type { VideoJsPlayer } from './video-js.ts';

const STANDS_IN_MS = 5000;
/** The browser's own player is opened again under a fresh address at most this often. */
const REOPEN_EVERY_MS = 10_000;

/** What the element tells its page. */
export interface SessionListener {
  ready(durationSeconds: number): void;
  qualityChanged(label: string | undefined, isAutomatic: boolean): void;
  failed(reason: FailureReason, message: string): void;
}

/** One living player inside a `<lectern-player>`: Video.js, its engine, and our controls around them. */
export class PlayerSession implements EngineHost {
  readonly player: VideoJsPlayer;
  readonly stats: OverlayPanel;
  readonly help: OverlayPanel;
  readonly notice = new Notice();
  readonly captions: CaptionControl;
  readonly chapters: ChapterControl;
  readonly captionFiles: CaptionList;
  readonly speed: SpeedControl;
  readonly #quality: QualityControl;
  readonly #sound: SoundControl;
  readonly #failure: FailurePanel;
  readonly #waiting: WaitingWords;
  readonly #filledBar: FilledBar;
  readonly #listener: SessionListener;
  #engine: HlsEngine | undefined;
  #filled: FilledMap | undefined;
  #awaitsMap = false;
  #stopFollowing: (() => void) | undefined;
  #choice: QualityChoice;
  #access = new SourceAccess('');
  #renew: Renew | undefined;
  #reopenedMs = Number.NEGATIVE_INFINITY;
  #startSeconds: number | undefined;

  constructor(container: HTMLElement, title: string, listener: SessionListener) {
    this.#listener = listener;
    const remembered = readPreferences();
    this.#choice = remembered.quality;

    const video = document.createElement('video');
    video.className = 'video-js';
    video.playsInline = true;
    container.append(video);
    this.player = videojs(video, playerOptions(title));
    hostEngine(this.player.id(), this);

    this.#waiting = new WaitingWords(
      this.player,
      this.notice,
      () => this.#filled?.isPlayableAt(this.player.currentTime()) === false,
    );
    this.#filledBar = new FilledBar(this.player);
    this.#quality = new QualityControl((choice) => this.choose(choice));
    this.speed = new SpeedControl(this.player);
    this.captions = new CaptionControl(this.player, remembered.captions);
    this.#sound = new SoundControl(remembered.sound);
    this.captionFiles = new CaptionList(this.player);
    this.chapters = new ChapterControl(this.player);
    this.help = new OverlayPanel(playerText.help, 'lectern-help', {
      rows: () => playerText.shortcuts,
      isLive: false,
    });
    this.stats = new OverlayPanel(playerText.stats, 'lectern-stats', {
      rows: () => listFigures(this.player, this.#engine, this.#filled),
      isLive: true,
    });
    this.#failure = new FailurePanel(() => this.retry());
    this.#place();
    this.#listen();

    this.player.volume(remembered.volume);
    this.player.muted(remembered.isMuted);
    this.speed.set(remembered.speed);
  }

  /** Opens another source, from the given second or from the start. */
  open(src: string, startSeconds?: number): void {
    this.#access = new SourceAccess(src, this.#renew);
    this.#startSeconds = startSeconds;
    this.#failure.hide();
    this.#waiting.stop();
    this.player.removeClass('lectern-failed');
    this.player.error(null);
    // Video.js opens a source in a later turn: what fails until then must not be told of the new one.
    this.#engine?.destroy();
    this.engineChanged(undefined);
    this.player.src({ src, type: HLS_TYPE });
  }

  /** Plays on under another address of the same source; answers false when it is of another one. */
  moveTo(src: string): boolean {
    if (!isSameSource(src, this.#access.src) || this.player.error() !== null) return false;
    this.#access.moveTo(src);
    return true;
  }

  /** Asked for a fresh address when the server refuses the old one. */
  set renew(renew: Renew | undefined) {
    this.#renew = renew;
    this.#access.renew = renew;
  }

  /** Listens to what the server has of the source, until it has all; undefined: it has all, or nobody knows. */
  follow(filledUrl: string | undefined): void {
    this.#stopFollowing?.();
    this.#showFilled(undefined);
    this.#awaitsMap = filledUrl !== undefined;
    this.#stopFollowing =
      filledUrl === undefined ? undefined : followFilled(this.#addressOf(filledUrl), (map) => this.#showFilled(map));
  }

  /** Opens the source again at the second where it stopped, and plays on. */
  retry(): void {
    const seconds = this.player.currentTime();
    this.open(this.#access.src, seconds > 0 ? seconds : this.#startSeconds);
    void this.player.play()?.catch(ignoreRefusal);
  }

  choose(choice: QualityChoice): void {
    this.#choice = choice;
    savePreferences({ quality: choice });
    this.#engine?.choose(choice);
  }

  dispose(): void {
    this.#stopFollowing?.();
    this.#waiting.stop();
    this.stats.close();
    const id = this.player.id();
    this.player.dispose();
    unhostEngine(id);
  }

  engineOptions(): EngineOptions {
    const [startSeconds, choice, awaitsMap] = [this.#startSeconds, this.#choice, this.#awaitsMap];
    return { access: this.#access, startSeconds, choice, awaitsMap };
  }

  engineChanged(engine: HlsEngine | undefined): void {
    this.#engine = engine;
    this.#sound.follow(engine?.hls);
    if (engine !== undefined) {
      if (this.#filled !== undefined) engine.filled = this.#filled;
      bridgeCaptions(engine.hls, this.player);
    }
    this.qualityChanged();
  }

  qualityChanged(): void {
    const engine = this.#engine;
    this.#quality.show(engine?.qualities ?? [], engine?.choice ?? 'auto', engine?.playing, engine?.isStandingIn);
    if (engine?.playing !== undefined) this.#listener.qualityChanged(engine.playing.label, engine.choice === 'auto');
  }

  serverAskedToWait(): void {
    this.#waiting.serverAskedToWait();
  }

  serverIsOut(): void {
    this.#waiting.serverIsOut();
  }

  standsIn(picked: Quality, playing: Quality | undefined): void {
    this.notice.show(playerText.standsIn(picked.label, playing?.label), STANDS_IN_MS);
  }

  dataArrived(): void {
    this.#waiting.stop();
  }

  failed(failure: EngineFailure): void {
    this.#waiting.stop();
    this.player.pause();
    this.player.addClass('lectern-failed');
    this.#listener.failed(failure.reason, this.#failure.show(failure));
  }

  #addressOf(filledUrl: string): FilledAddress {
    return {
      current: () => this.#access.current(filledUrl),
      renew: async () => await this.#access.afterRefusal(this.#access.current(filledUrl)),
    };
  }

  /** A failure of the browser's own HLS player, which does not say why: the address may have grown old. */
  async #failedAlone(failure: EngineFailure): Promise<void> {
    const isTooSoon = performance.now() - this.#reopenedMs < REOPEN_EVERY_MS;
    if (this.#engine !== undefined || !this.#access.canRenew || isTooSoon) return this.failed(failure);
    this.#reopenedMs = performance.now();
    const access = this.#access;
    const outcome = await access.afterRefusal(access.src);
    if (access !== this.#access) return; // another source meanwhile
    if (outcome === 'renewed') this.retry();
    else this.failed(outcome === 'refused' ? { ...failure, reason: 'forbidden' } : failure);
  }

  #showFilled(map: FilledMap | undefined): void {
    this.#awaitsMap = false;
    this.#filled = map;
    if (this.#engine !== undefined) this.#engine.filled = map;
    this.#filledBar.show(map);
  }

  #place(): void {
    const root = this.player.el();
    root.append(this.notice.element, this.stats.element, this.help.element, this.#failure.element);
    const bar = this.player.controlBar;
    const beforePictureInPicture = bar.getChild('PictureInPictureToggle')?.el() ?? null;
    for (const control of [this.chapters, this.#sound, this.captions, this.speed, this.#quality]) {
      bar.el().insertBefore(control.element, beforePictureInPicture);
    }
  }

  #listen(): void {
    const { player } = this;
    player.on('loadedmetadata', () => this.#listener.ready(player.duration()));
    player.on('volumechange', () => savePreferences({ volume: player.volume(), isMuted: player.muted() }));
    // The seek bar moves at once, not only when the new place has loaded. It ignores what comes within 30 ms.
    player.on('seeking', () => player.setTimeout(() => player.trigger('timeupdate'), 40));
    // Failures of the browser's own player: where it plays HLS itself, or could not decode.
    player.on('error', () => {
      const error = player.error();
      if (error !== null) void this.#failedAlone({ reason: reasonOf(error.code), detail: error.message });
    });
    player.el().addEventListener('contextmenu', (event) => {
      if (event.target instanceof HTMLVideoElement) {
        event.preventDefault();
        this.stats.toggle();
      }
    });
  }
}

/** The codes of MediaError. */
function reasonOf(code: number): FailureReason {
  if (code === 2) return 'network';
  return code === 4 ? 'unsupported' : 'media';
}
