import Hls, { ErrorTypes, Events } from 'hls.js';
import type { ErrorData } from 'hls.js';
import type { SourceAccess } from '../access/source-access.ts';
import type { FilledMap } from '../filled/filled-map.ts';
import { endStreamInTime } from './end-of-stream.ts';
import { explainFailure } from './engine-failure.ts';
import type { EngineFailure } from './engine-failure.ts';
import { FULL_BUFFER_SECONDS, LevelChoice } from './level-choice.ts';
import { PATIENCE_SECONDS } from './choose-rendition.ts';
import { createPatientAbr } from './patient-abr.ts';
import { createPatientLoader } from './patient-loader.ts';
import { describeQualities, findChosen } from './quality.ts';
import type { Quality, QualityChoice } from './quality.ts';

const MAX_MEDIA_RECOVERIES = 2;
const MAX_NETWORK_RESTARTS = 5;

/** What the host decides before the first byte is asked for. */
export interface EngineOptions {
  /** The addresses of the source; fresh ones are asked for when they are refused. */
  readonly access: SourceAccess;
  readonly startSeconds: number | undefined;
  readonly choice: QualityChoice;
  /** Whether `filled` will be told soon. Until then little is loaded, since it may not be there. */
  readonly awaitsMap: boolean;
}

/** What the host wants to hear. Called synchronously. */
export interface EngineListener {
  /** The list of renditions, the choice, or what is on screen has changed. */
  qualityChanged(): void;
  /** The server is still making a segment and asked to come back. */
  serverAskedToWait(): void;
  /** The server cannot answer anything just now; it is asked again. */
  serverIsOut(): void;
  /** What the viewer picked is not there yet at this place: `playing` is shown until it is. */
  standsIn(picked: Quality, playing: Quality | undefined): void;
  /** Data came, so any waiting is over. */
  dataArrived(): void;
  failed(failure: EngineFailure): void;
}

/** Figures for the stats overlay. */
export interface EngineFigures {
  readonly bandwidthBps: number;
  /** Requests that the server held or put off because the part is still being encoded, and the time that took. */
  readonly waits: number;
  readonly waitedMs: number;
}

/** hls.js set up for Lectern's way of delivering: one engine plays one source into one video element. */
export class HlsEngine {
  readonly #hls: Hls;
  readonly #listener: EngineListener;
  readonly #levels = new LevelChoice();
  #qualities: Quality[] = [];
  #choice: QualityChoice;
  #networkRestarts = 0;
  #mediaRecoveries = 0;
  #restartTimer: number | undefined;
  #waits = 0;
  #waitedMs = 0;

  constructor(media: HTMLVideoElement, src: string, options: EngineOptions, listener: EngineListener) {
    this.#listener = listener;
    this.#choice = options.choice;
    const loader = createPatientLoader(options.access, {
      askedToWait: (waitMs) => {
        this.#noteWait(waitMs);
        listener.serverAskedToWait();
      },
      isOut: () => listener.serverIsOut(),
      refused: () => this.#giveUp(),
      held: (heldMs) => this.#noteWait(heldMs),
    });
    this.#hls = new Hls({
      loader,
      abrController: createPatientAbr(this.#levels),
      // fMP4 needs no repackaging, so a worker would cost a download and save nothing.
      enableWorker: false,
      maxBufferLength: FULL_BUFFER_SECONDS,
      // The limit also where memory would allow more.
      maxMaxBufferLength: options.awaitsMap ? PATIENCE_SECONDS : FULL_BUFFER_SECONDS,
      backBufferLength: FULL_BUFFER_SECONDS,
      startPosition: options.startSeconds ?? -1,
      // The server holds a request for at most 8 s; the default of 10 s leaves a slow network too little.
      fragLoadPolicy: patientPolicy(),
      // Video.js draws the captions (caption-tracks.ts).
      renderTextTracksNatively: false,
    });
    this.#listen();
    this.#hls.attachMedia(media);
    this.#hls.loadSource(src);
  }

  /** For what has to listen to hls.js itself (captions). */
  get hls(): Hls {
    return this.#hls;
  }

  /** Lowest first. Empty until the multivariant playlist was read, and for a lone media playlist. */
  get qualities(): readonly Quality[] {
    return this.#qualities;
  }

  get choice(): QualityChoice {
    return this.#choice;
  }

  /** What the server has of the stream, each time that changes; undefined when it has all, or when nobody knows. */
  set filled(map: FilledMap | undefined) {
    const isNews = (map === undefined) !== (this.#levels.map === undefined);
    this.#levels.map = map;
    if (map === undefined) this.#hls.config.maxMaxBufferLength = FULL_BUFFER_SECONDS;
    if (isNews && this.#levels.picked !== undefined) this.#hls.loadLevel = this.#manualLevel;
  }

  /** Whether the viewer's pick is not there yet at the place on screen, so that another rendition is shown. */
  get isStandingIn(): boolean {
    const { picked } = this.#levels;
    const now = this.#hls.media?.currentTime ?? 0;
    return (
      picked !== undefined && picked !== this.#hls.currentLevel && !this.#levels.isFilledAt(this.#hls, picked, now)
    );
  }

  /** What is on screen now; undefined before the first picture. */
  get playing(): Quality | undefined {
    return this.#qualities[this.#hls.currentLevel];
  }

  get figures(): EngineFigures {
    return { bandwidthBps: this.#hls.bandwidthEstimate, waits: this.#waits, waitedMs: this.#waitedMs };
  }

  /**
   * Plays one rendition only, or lets the engine choose.
   *
   * Going up is at once, since the viewer wants to see it; going down happens at the next segment without a pause. Where
   * the rendition is not encoded yet, it comes as soon as it is.
   */
  choose(choice: QualityChoice): void {
    this.#choice = choice;
    const wanted = this.#pick();
    this.#levels.forget();
    if (wanted !== undefined && this.isStandingIn) {
      this.#hls.loadLevel = this.#manualLevel; // nothing better to put in place of what is loaded
      this.#listener.standsIn(wanted, this.playing);
    } else if (wanted !== undefined && wanted.index > this.#hls.currentLevel) {
      this.#hls.currentLevel = this.#manualLevel;
    } else this.#hls.nextLevel = this.#manualLevel;
    this.#listener.qualityChanged();
  }

  destroy(): void {
    clearTimeout(this.#restartTimer);
    removeEventListener('online', this.#restart);
    this.#hls.destroy();
  }

  #listen(): void {
    const hls = this.#hls;
    this.#levels.follow(hls);
    endStreamInTime(hls);
    hls.on(Events.MANIFEST_PARSED, () => {
      this.#readQualities();
      const { picked } = this.#levels;
      if (picked === undefined) return;
      hls.startLevel = picked;
      hls.loadLevel = this.#manualLevel;
    });
    hls.on(Events.LEVELS_UPDATED, () => this.#readQualities());
    hls.on(Events.LEVEL_SWITCHED, () => {
      this.#listener.qualityChanged();
      const picked = this.#qualities[this.#levels.picked ?? -1];
      if (picked !== undefined && this.isStandingIn) this.#listener.standsIn(picked, this.playing);
    });
    hls.on(Events.FRAG_LOADED, (_event, { frag }) => {
      // Sound alone ends no waiting: the picture is what takes long to encode.
      if (frag.type === 'main') this.#listener.dataArrived();
    });
    hls.on(Events.FRAG_BUFFERED, () => {
      this.#networkRestarts = 0;
    });
    hls.on(Events.ERROR, (_event, data) => {
      if (data.fatal) this.#recover(data);
    });
  }

  #readQualities(): void {
    this.#qualities = describeQualities(
      this.#hls.levels.map(({ width, height, frameRate, bitrate }) => ({
        width,
        height,
        frameRate,
        bitrateBps: bitrate,
      })),
    );
    this.#pick();
    this.#listener.qualityChanged();
  }

  #pick(): Quality | undefined {
    const wanted = findChosen(this.#qualities, this.#choice);
    this.#levels.picked = wanted?.index;
    return wanted;
  }

  /** With a map LevelChoice keeps to what the viewer picked, where it can; without one hls.js does. */
  get #manualLevel(): number {
    return this.#levels.map === undefined ? (this.#levels.picked ?? -1) : -1;
  }

  #noteWait(waitMs: number): void {
    this.#waits += 1;
    this.#waitedMs += waitMs;
  }

  /** No other rendition would be allowed either. */
  #giveUp(): void {
    this.#hls.stopLoad();
    this.#listener.failed({ reason: 'forbidden', detail: 'playback not allowed (403)' });
  }

  #recover(data: ErrorData): void {
    const failure = explainFailure(data);
    if (data.type === ErrorTypes.MEDIA_ERROR && this.#mediaRecoveries < MAX_MEDIA_RECOVERIES) {
      this.#mediaRecoveries += 1;
      this.#hls.recoverMediaError();
      return;
    }
    // Without a playlist there is nothing to go on with, and what is missing or forbidden stays so.
    const canRestart = failure.reason === 'network' && this.#qualities.length > 0;
    if (!canRestart || this.#networkRestarts >= MAX_NETWORK_RESTARTS) {
      this.#listener.failed(failure);
      return;
    }
    this.#networkRestarts += 1;
    if (navigator.onLine) this.#restartTimer = setTimeout(this.#restart, 2000 * this.#networkRestarts);
    else addEventListener('online', this.#restart, { once: true });
  }

  #restart = (): void => {
    this.#hls.startLoad();
  };
}

function patientPolicy(): NonNullable<typeof Hls.DefaultConfig.fragLoadPolicy> {
  const policy = Hls.DefaultConfig.fragLoadPolicy.default;
  return { default: { ...policy, maxTimeToFirstByteMs: 20_000 } };
}
