import { afterAll, expect } from 'vitest';

import { createMediaTools } from '../src/adapters/process-runner/process-media-tools.ts';
import type { FilledMap } from '../src/delivery/filled-map.ts';
import type { MediaRun, MediaTools } from '../src/ports/media-tools.ts';
import { adminFetch } from '../test/support/server/admin.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { startTestServer } from '../test/support/server/test-server.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';

/** Stops FFmpegs of a kind before they start, until it is opened. */
class Gate {
  /** Where on the timeline the first of those begins that stand before it. */
  heldFromSeconds: number | undefined;
  #open: (() => void) | undefined;
  #wait: Promise<void> = Promise.resolve();

  shut(): void {
    if (this.#open !== undefined) return;
    this.#wait = new Promise((resolve) => (this.#open = resolve));
  }

  open(): void {
    this.#open?.();
    this.#open = undefined;
    this.heldFromSeconds = undefined;
  }

  /** Settles when it is open, or when the run is not wanted any more. */
  async pass(run: MediaRun): Promise<void> {
    const { signal } = run;
    if (this.#open !== undefined) {
      this.heldFromSeconds = Math.min(this.heldFromSeconds ?? Number.POSITIVE_INFINITY, startSeconds(run));
    }
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
  /** Uploads a video and waits until it is encoded up to where the gate `background` stops it. */
  uploadLecture(): Promise<{ id: string; frontierSeconds: number }>;
  /** How far a rendition is encoded without a gap. */
  filledUntil(id: string, rendition: string): Promise<number>;
  /** Addresses for players that know nothing of accounts: with a token of the administrator's key. */
  playbackOf(id: string): Promise<{ hlsUrl: string; dashUrl: string }>;
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
      // Everything before the first chunk that stands before the gate. FFmpeg is told a time a little beside its border.
      let frontierSeconds = 0;
      await expect
        .poll(
          async () => {
            frontierSeconds = await filledUntil(url, id, '360p');
            return frontierSeconds >= (background.heldFromSeconds ?? Number.POSITIVE_INFINITY) - 1;
          },
          { timeout: 60_000 },
        )
        .toBe(true);
      return { id, frontierSeconds };
    },
    filledUntil: async (id, rendition) => await filledUntil(url, id, rendition),
    async playbackOf(id) {
      const answer = await adminFetch(`${url}/api/v1/videos/${id}/playback`, { method: 'POST' });
      const { hlsUrl, dashUrl } = (await answer.json()) as { hlsUrl: string; dashUrl: string };
      return { hlsUrl: new URL(hlsUrl, url).href, dashUrl: new URL(dashUrl, url).href };
    },
    async deleteLecture(id) {
      background.open();
      await adminFetch(`${url}/api/v1/videos/${id}`, { method: 'DELETE' });
    },
  };
}

async function filledUntil(url: string, id: string, rendition: string): Promise<number> {
  const answer = await adminFetch(`${url}/v/${id}/filled`);
  if (!answer.ok) return 0; // not planned yet
  const { segments, renditions } = (await answer.json()) as FilledMap;
  const [first = 1, count = 0] = renditions.find((each) => each.id === rendition)?.filled[0] ?? [];
  const seconds = segments.flatMap(([duration, times]) => Array.from({ length: times }, () => duration));
  return first > 0 ? 0 : seconds.slice(0, count).reduce((sum, duration) => sum + duration, 0);
}

/** Chunks that begin before this pass the gates: enough to play while a test looks on. */
const FREE_SECONDS = 24;

/**
 * The real FFmpeg behind two gates, so that nothing depends on how fast the machine is: `background` holds the chunks from
 * FREE_SECONDS on, `urgent` what viewers wait for there.
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
        if (isPicture && startSeconds(run) >= FREE_SECONDS) {
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
