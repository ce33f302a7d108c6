import Uppy from '@uppy/core';
import type { Meta, UppyFile } from '@uppy/core';
import Tus from '@uppy/tus';
import { ApiError, UPLOADS_URL } from '../../shared/api/api-client.ts';
import { text } from '../../shared/text.ts';
import { explain as explainProblem } from '../ui/tell-problem.ts';
import { BucketOutOfReach } from './direct/bucket-out-of-reach.ts';
import { DirectUploader } from './direct/direct-uploader.ts';
import type { DirectFile } from './direct/direct-uploader.ts';
import { keepWhatArrived } from './keep-what-arrived.ts';
import { rememberLesson } from './lesson-of-upload.ts';
import { TransferRate } from './transfer-rate.ts';
import { purposeFields, purposeIn, purposeKey } from './upload-purpose.ts';
import type { UploadPurpose } from './upload-purpose.ts';
import { WholeBeginnings } from './whole-beginnings.ts';

/** One file on its way from this window to the server, or straight to the bucket. */
export interface Upload {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  /** Measured over the last seconds; undefined while nothing moves. */
  readonly bytesPerSecond: number | undefined;
  readonly state: 'waiting' | 'sending' | 'paused' | 'failed' | 'sent';
  /** The video it becomes, or the upload whose file replaces another; undefined until the server has taken the first request. */
  readonly videoId: string | undefined;
  readonly purpose: UploadPurpose;
  /** Why it failed. */
  readonly problem: string | undefined;
}

type UploadFile = UppyFile<Meta, Record<string, never>>;
type UploadUppy = Uppy<Meta, Record<string, never>>;

const META_FIELDS = ['filename', 'filetype'];
const MAX_AT_ONCE = 2;
const NOTIFY_MS = 200;
/** About five minutes of trying again by itself before somebody is asked to press Resume. */
const RETRY_DELAYS_MS = [500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000, 60_000];

/** What a file is for, and which way it goes. */
export interface UploadTarget {
  readonly purpose: UploadPurpose;
  /** Straight to the bucket, and not through the server. */
  readonly isDirect: boolean;
}

/**
 * The uploads of this window. They go on while other pages are looked at, and survive a lost connection.
 *
 * What was sent is remembered by the browser under the file's name, size and date: after a reload, the same file
 * added again goes on where it stopped.
 */
class UploadQueue {
  /** An Uppy sends all its files one way. */
  readonly #throughServer = newUppy();
  readonly #direct = newUppy();
  /** The bucket took nothing from this window: files go through the server until the page is loaded anew. */
  #isBucketOutOfReach = false;
  /** What the server said of those that failed on the direct way. */
  readonly #problems = new Map<string, ApiError>();
  readonly #beginnings = new WholeBeginnings();
  readonly #rates = new Map<string, TransferRate>();
  readonly #watchers = new Set<() => void>();
  #uploads: readonly Upload[] = [];
  #isNotifying = false;

  constructor() {
    this.#throughServer.use(Tus, {
      endpoint: UPLOADS_URL,
      limit: MAX_AT_ONCE,
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      allowedMetaFields: META_FIELDS,
      onBeforeRequest: this.#beginnings.onBeforeRequest,
      onAfterResponse: async (request, response) => {
        keepWhatArrived(request, response);
        await this.#beginnings.onAfterResponse(request, response);
      },
    });
    this.#direct.use(DirectUploader, { filesAtOnce: MAX_AT_ONCE, retryDelaysMs: RETRY_DELAYS_MS });
    this.#direct.on('upload-error', (file, error) => {
      if (file === undefined) return;
      if (error instanceof ApiError) this.#problems.set(file.id, error);
      if (error instanceof BucketOutOfReach) this.#sendThroughServer(file);
    });
    for (const uppy of [this.#throughServer, this.#direct]) {
      uppy.on('upload-progress', (file, progress) => {
        if (file !== undefined) this.#rateOf(file.id).add(progress.bytesUploaded, performance.now());
      });
      uppy.on('state-update', () => this.#notifySoon());
    }
    addEventListener('beforeunload', (event) => {
      // The browser asks in its own words.
      if (this.#uploads.some(({ state }) => state === 'sending' || state === 'waiting')) event.preventDefault();
    });
  }

  /**
   * Starts an upload. Returns a sentence when the file cannot be taken.
   *
   * An upload that was interrupted goes on when the same file comes again for the same purpose.
   */
  add(file: File, { purpose, isDirect }: UploadTarget): string | undefined {
    const known = this.#find(file, purpose);
    if (known !== undefined && !known.progress.uploadComplete) return text.uploads.alreadyThere;
    if (known !== undefined) this.remove(known.id);
    const isSentDirectly = isDirect && !this.#isBucketOutOfReach;
    const uppy = isSentDirectly ? this.#direct : this.#throughServer;
    const fields = purposeFields(purpose);
    const purposeNames = Object.keys(fields);
    const added = uppy.addFile({
      name: file.name,
      type: file.type,
      data: file,
      meta: {
        filename: file.name,
        filetype: file.type,
        // Uppy names a file after its path too.
        ...(purposeNames.length > 0 && { ...fields, relativePath: purposeKey(purpose) }),
      },
    });
    // A field that is allowed is sent whatever it holds: "undefined" would be a lesson that is not there.
    if (purposeNames.length > 0 && !isSentDirectly) {
      uppy.setFileState(added, { tus: { allowedMetaFields: [...META_FIELDS, ...purposeNames] } });
    }
    return undefined;
  }

  pause(id: string): void {
    const uppy = this.#uppyOf(id);
    if (uppy.getFile(id).isPaused !== true) uppy.pauseResume(id);
    this.#rates.delete(id);
  }

  resume(id: string): void {
    const uppy = this.#uppyOf(id);
    const file = uppy.getFile(id);
    this.#problems.delete(id);
    if (file.error) void uppy.retryUpload(id);
    else if (file.isPaused === true) uppy.pauseResume(id);
  }

  /** Ends an upload; the server is told to forget what it has. */
  remove(id: string): void {
    this.#rates.delete(id);
    this.#problems.delete(id);
    this.#beginnings.abandon(id);
    this.#uppyOf(id).removeFile(id);
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** The uploads in the order in which they were added; the same array until something changes. */
  readonly list = (): readonly Upload[] => this.#uploads;

  /** The way that always works. What is wrong with the other one is for the operator: `lectern doctor` names it. */
  #sendThroughServer({ id, data, meta }: UploadFile): void {
    this.#isBucketOutOfReach = true;
    this.remove(id);
    if (data instanceof File) this.add(data, { purpose: purposeIn(meta), isDirect: false });
  }

  #find(file: File, purpose: UploadPurpose): UploadFile | undefined {
    const key = purposeKey(purpose);
    return this.#files().find(
      ({ data, name, meta }) =>
        data instanceof File && name === file.name && purposeKey(purposeIn(meta)) === key && isSameFile(data, file),
    );
  }

  #files(): UploadFile[] {
    return [...this.#throughServer.getFiles(), ...this.#direct.getFiles()];
  }

  #uppyOf(id: string): UploadUppy {
    return this.#direct.getFiles().some((file) => file.id === id) ? this.#direct : this.#throughServer;
  }

  #rateOf(id: string): TransferRate {
    const rate = this.#rates.get(id) ?? new TransferRate();
    this.#rates.set(id, rate);
    return rate;
  }

  #notifySoon(): void {
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    setTimeout(() => {
      this.#isNotifying = false;
      this.#uploads = this.#files().map((file) => this.#describe(file));
      for (const watcher of this.#watchers) watcher();
    }, NOTIFY_MS);
  }

  #describe(file: UploadFile): Upload {
    const sentBytes = Number(file.progress.bytesUploaded || 0);
    const state = stateOf(file, sentBytes);
    const purpose = purposeIn(file.meta);
    const videoId = videoIdOf(file);
    if (videoId !== undefined && purpose.lessonId !== undefined) {
      rememberLesson(videoId, purpose.lessonId, state === 'sent');
    }
    return {
      id: file.id,
      fileName: file.name ?? '',
      sizeBytes: file.size ?? 0,
      sentBytes,
      bytesPerSecond: state === 'sending' ? this.#rates.get(file.id)?.bytesPerSecond(performance.now()) : undefined,
      state,
      videoId,
      purpose,
      problem: file.error ? explain(file, this.#problems.get(file.id)) : undefined,
    };
  }
}

/** The one queue of this window. */
export const uploadQueue = new UploadQueue();

function stateOf(file: UploadFile, sentBytes: number): Upload['state'] {
  if (file.progress.uploadComplete) return 'sent';
  if (file.error) return 'failed';
  if (file.isPaused === true) return 'paused';
  return sentBytes > 0 ? 'sending' : 'waiting';
}

function newUppy(): UploadUppy {
  return new Uppy({ autoProceed: true, allowMultipleUploadBatches: true });
}

function videoIdOf(file: UploadFile): string | undefined {
  const { tus, direct } = file as { tus?: { uploadUrl?: string | null } } & DirectFile;
  if (direct !== undefined) return direct.videoId;
  const { uploadUrl } = tus ?? {};
  return uploadUrl ? new URL(uploadUrl, location.href).pathname.split('/').at(-1) : undefined;
}

/** The server's own sentence where it gave one. */
function explain(file: UploadFile, problem: ApiError | undefined): string {
  if (problem !== undefined) return problem.status === 0 ? text.uploads.stopped : explainProblem(problem);
  const xhr = (file.response?.body as { xhr?: XMLHttpRequest } | undefined)?.xhr;
  try {
    const body = JSON.parse(xhr?.responseText ?? '') as { error?: { message?: string; action?: string } };
    if (body.error?.message !== undefined) return [body.error.message, body.error.action].filter(Boolean).join(' ');
  } catch {
    // No JSON: something between here and the server answered.
  }
  return text.uploads.stopped;
}

function isSameFile(a: File, b: File): boolean {
  return a.size === b.size && a.lastModified === b.lastModified && a.type === b.type;
}
