import Hls, { ErrorTypes, Events } from 'hls.js';
import type { ErrorData } from 'hls.js';
import { explainFailure } from './engine-failure.ts';
import type { EngineFailure } from './engine-failure.ts';
import { PatientAbr } from './patient-abr.ts';
import { createPatientLoader } from './patient-loader.ts';
import { describeQualities, findChosen } from './quality.ts';
import type { Quality, QualityChoice } from './quality.ts';

const MAX_MEDIA_RECOVERIES = 2;
const MAX_NETWORK_RESTARTS = 5;

/** What the host decides before the first byte is asked for. */
export interface EngineOptions {
  readonly startSeconds: number | undefined;
  readonly choice: QualityChoice;
}

/** What the host wants to hear. Called synchronously. */
export interface EngineListener {
  /** The list of renditions, the choice, or what is on screen has changed. */
  qualityChanged(): void;
  /** The server is still making a segment and asked to come back. */
  serverAskedToWait(): void;
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
    const loader = createPatientLoader({
      askedToWait: (waitMs) => {
        this.#noteWait(waitMs);
        listener.serverAskedToWait();
      },
      held: (heldMs) => this.#noteWait(heldMs),
    });
    this.#hls = new Hls({
      loader,
      abrController: PatientAbr,
      // fMP4 needs no repackaging, so a worker would cost a download and save nothing.
      enableWorker: false,
      maxBufferLength: 30,
      maxMaxBufferLength: 30, // also where memory would allow more: what is asked for early is encoded early
      backBufferLength: 30,
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
   * Going up is at once, since the viewer wants to see it; going down happens at the next segment without a pause.
   */
  choose(choice: QualityChoice): void {
    this.#choice = choice;
    const wanted = findChosen(this.#qualities, choice);
    if (wanted === undefined) this.#hls.nextLevel = -1;
    else if (wanted.index > this.#hls.currentLevel) this.#hls.currentLevel = wanted.index;
    else this.#hls.nextLevel = wanted.index;
    this.#listener.qualityChanged();
  }

  destroy(): void {
    clearTimeout(this.#restartTimer);
    removeEventListener('online', this.#restart);
    this.#hls.destroy();
  }

  #listen(): void {
    const hls = this.#hls;
    hls.on(Events.MANIFEST_PARSED, () => {
      this.#readQualities();
      const wanted = findChosen(this.#qualities, this.#choice);
      if (wanted !== undefined) hls.loadLevel = wanted.index;
    });
    hls.on(Events.LEVELS_UPDATED, () => this.#readQualities());
    hls.on(Events.LEVEL_SWITCHED, () => this.#listener.qualityChanged());
    hls.on(Events.FRAG_LOADED, () => this.#listener.dataArrived());
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
    this.#listener.qualityChanged();
  }

  #noteWait(waitMs: number): void {
    this.#waits += 1;
    this.#waitedMs += waitMs;
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
