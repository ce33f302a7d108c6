import { createMediaTools } from '../src/adapters/process-runner/process-media-tools.ts';
import type { MediaRun, MediaTools } from '../src/ports/media-tools.ts';

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

/** Second of a video that its own encode does not get beyond while the gate `background` is shut. */
export const FRONTIER_SECONDS = 30;

/**
 * The real FFmpeg behind two gates, so that nothing depends on how fast the machine is: `background` holds the pictures
 * after FRONTIER_SECONDS, `urgent` what viewers wait for.
 */
export function gatedTools(): { tools: MediaTools; background: Gate; urgent: Gate } {
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
