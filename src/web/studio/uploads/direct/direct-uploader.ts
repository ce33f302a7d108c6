import { BasePlugin, EventManager } from '@uppy/core';
import type { Meta, PluginOpts, Uppy, UppyFile } from '@uppy/core';
import { filterFilesToEmitUploadStarted, filterFilesToUpload, TaskQueue } from '@uppy/core/utils';
import { BucketOutOfReach } from './bucket-out-of-reach.ts';
import { directUploads } from './direct-upload-api.ts';
import { rememberedUploads } from './remembered-uploads.ts';
import { purposeIn } from '../upload-purpose.ts';
import { sendDirectly } from './send-directly.ts';

/** How it sends. */
export interface DirectUploaderOptions extends PluginOpts {
  readonly filesAtOnce: number;
  readonly retryDelaysMs: readonly number[];
}

type NoBody = Record<string, never>;
type SentFile = UppyFile<Meta, NoBody>;

/** What a file of Uppy that goes straight to the bucket holds beside the usual: the video it becomes. */
export interface DirectFile {
  readonly direct?: { readonly videoId: string };
}

/**
 * An uploader for Uppy whose parts go straight to the bucket. Uppy's own for S3 asks the bucket for more than to take parts:
 * here only the server begins, completes and ends an upload.
 */
export class DirectUploader extends BasePlugin<DirectUploaderOptions, Meta, NoBody> {
  readonly #files: TaskQueue;

  constructor(uppy: Uppy<Meta, NoBody>, options: DirectUploaderOptions) {
    super(uppy, options);
    this.id = 'DirectUploader';
    this.type = 'uploader';
    this.#files = new TaskQueue({ concurrency: options.filesAtOnce });
  }

  override install(): void {
    const { capabilities } = this.uppy.getState();
    this.uppy.setState({ capabilities: { ...capabilities, resumableUploads: true } });
    this.uppy.addUploader(this.#upload);
  }

  override uninstall(): void {
    this.uppy.removeUploader(this.#upload);
  }

  readonly #upload = async (ids: string[]): Promise<void> => {
    const files = filterFilesToUpload(this.uppy.getFilesByIds(ids));
    this.uppy.emit('upload-start', filterFilesToEmitUploadStarted(files));
    await Promise.all(files.map((file) => this.#send(file)));
  };

  /** Settles when the file is sent, has failed or was removed; not while it is paused. */
  #send(file: SentFile): Promise<void> {
    const { data } = file;
    const purpose = purposeIn(file.meta);
    if (!(data instanceof File)) return Promise.resolve();
    return new Promise((resolve) => {
      const events = new EventManager(this.uppy);
      let sending = new AbortController();
      let videoId: string | undefined;
      let isRemoved = false;
      const end = (): void => {
        events.remove();
        resolve();
      };
      const forget = async (): Promise<void> => {
        rememberedUploads.forget(data, purpose);
        const begun = videoId;
        videoId = undefined;
        // The server removes it by itself when it has expired.
        if (begun !== undefined) await directUploads.abort(begun).catch(() => undefined);
      };
      const transfer = async (signal: AbortSignal): Promise<void> => {
        if (signal.aborted) return;
        try {
          await sendDirectly({
            file: data,
            purpose,
            signal,
            retryDelaysMs: this.opts.retryDelaysMs,
            onBegun: (id) => {
              videoId = id;
              if (isRemoved) void forget();
              else this.uppy.setFileState(file.id, { direct: { videoId } } as Partial<SentFile>);
            },
            onProgress: (bytesUploaded) => {
              const progress = { uploadStarted: Date.now(), bytesUploaded, bytesTotal: data.size };
              if (!signal.aborted) this.uppy.emit('upload-progress', this.uppy.getFile(file.id), progress);
            },
          });
        } catch (error) {
          if (signal.aborted) return; // paused or removed
          // It is to be sent another way: what was begun here must be gone before.
          if (error instanceof BucketOutOfReach) await forget();
          this.uppy.emit('upload-error', this.uppy.getFile(file.id), error as Error);
          end();
          return;
        }
        if (!isRemoved) this.uppy.emit('upload-success', this.uppy.getFile(file.id), { status: 200 });
        end();
      };
      const start = (): void => {
        sending = new AbortController();
        const { signal } = sending;
        void this.#files.add(() => transfer(signal));
      };
      events.onFilePause(file.id, (isPaused) => {
        if (isPaused) sending.abort();
        else start();
      });
      events.onFileRemove(file.id, () => {
        isRemoved = true;
        sending.abort();
        void forget();
        end();
      });
      if (this.uppy.getFile(file.id).isPaused !== true) start();
    });
  }
}
