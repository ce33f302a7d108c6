import { afterAll } from 'vitest';

import { createMediaTools } from '../src/adapters/process-runner/process-media-tools.ts';
import type { MediaRun, MediaTools } from '../src/ports/media-tools.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { startTestServer } from '../test/support/server/test-server.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { watchVideo } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';

/** Stops FFmpegs of a kind before they start, until it is opened. */
class Gate {
  #open: (() => void) | undefined;
  #wait: Promise<void> = Promise.resolve();

  shut(): void {
    if (this.#open !== undefined) return;
    this.#wait = new Promise((resolve) => (this.#open = resolve));
  }

  open(): void {
    this.#open?.();
    this.#open = undefined;
  }

  /** Settles when it is open, or when the run is not wanted any more. */
  async pass({ signal }: MediaRun): Promise<void> {
    const left = new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
    if (signal?.aborted !== true) await Promise.race([this.#wait, left]);
  }
}

/** Length of the video that is uploaded, in 240p and 360p. */
export const CLIP_SECONDS = 70;

/** A server that stands still in the middle of an encode. */
export interface EncodingServer {
  readonly url: string;
  readonly background: Gate;
  readonly urgent: Gate;
  /** Uploads a video and waits until it is encoded up to the frontier. Answers its id. */
  uploadLecture(): Promise<string>;
  /** Lets the encoders go on: a gate that is shut keeps them from the next video. */
  deleteLecture(id: string): Promise<void>;
}

/** Starts it, for a file of tests. */
export async function startEncodingServer(): Promise<EncodingServer> {
  const { tools, background, urgent } = gatedTools();
  const clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    CLIP_SECONDS,
  );
  const { url } = await startTestServer({ settings: { LECTERN_LADDER: '240,360' }, replace: { tools } });
  return {
    url,
    background,
    urgent,
    async uploadLecture() {
      background.shut();
      const id = await new TusClient(url).upload(clip, 'Lecture.mp4');
      await watchVideo(url, id, ({ progress }) => (progress.perRendition['360p'] ?? 0) > 40);
      return id;
    },
    async deleteLecture(id) {
      background.open();
      await fetch(`${url}/api/v1/videos/${id}`, { method: 'DELETE' });
    },
  };
}

/** Second of a video that its own encode does not get beyond while the gate `background` is shut. */
export const FRONTIER_SECONDS = 30;

/**
 * The real FFmpeg behind two gates, so that nothing depends on how fast the machine is: `background` holds the pictures
 * after FRONTIER_SECONDS, `urgent` what viewers wait for.
 */
function gatedTools(): { tools: MediaTools; background: Gate; urgent: Gate } {
  const real = createMediaTools();
  const background = new Gate();
  const urgent = new Gate();
  return {
    background,
    urgent,
    tools: {
      inspect: () => real.inspect(),
      async run(run) {
        const isPicture = run.tool === 'ffmpeg' && run.args.includes('libx264');
        if (isPicture && startSeconds(run) >= FRONTIER_SECONDS) {
          await (run.isBackground === true ? background : urgent).pass(run);
        }
        return await real.run(run);
      },
    },
  };
}

function startSeconds({ args }: MediaRun): number {
  const at = args.indexOf('-ss');
  return at === -1 ? 0 : Number(args[at + 1]);
}
