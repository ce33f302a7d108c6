import { createMediaTools } from '../../src/adapters/process-runner/process-media-tools.ts';
import type { MediaRun, MediaTools } from '../../src/ports/media-tools.ts';

/** Real tools with something before each run: a wait, or a fault. */
export class InterruptedTools {
  readonly #tools = createMediaTools();
  /** A test puts its own in; nothing until then. */
  beforeRun: (run: MediaRun) => Promise<void> | void = () => undefined;

  /** Lets those runs wait that `isMeant` names; `reached` settles with the first, and all go on after `release`. */
  hold(isMeant: (run: MediaRun) => boolean): { readonly reached: Promise<void>; release(): void } {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const reached = new Promise<void>((resolve) => {
      this.beforeRun = async (run) => {
        if (!isMeant(run)) return;
        resolve();
        await held;
      };
    });
    return { reached, release };
  }

  /** What a server is given. */
  readonly tools: MediaTools = {
    inspect: () => this.#tools.inspect(),
    run: async (run) => {
      await this.beforeRun(run);
      return await this.#tools.run(run);
    },
  };
}
