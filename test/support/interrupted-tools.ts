import { createMediaTools } from '../../src/adapters/process-runner/process-media-tools.ts';
import type { MediaRun, MediaTools } from '../../src/ports/media-tools.ts';

/** Real tools with something before each run: a wait, or a fault. */
export class InterruptedTools {
  readonly #tools = createMediaTools();
  /** A test puts its own in; nothing until then. */
  beforeRun: (run: MediaRun) => Promise<void> | void = () => undefined;

  /** What a server is given. */
  readonly tools: MediaTools = {
    inspect: () => this.#tools.inspect(),
    run: async (run) => {
      await this.beforeRun(run);
      return await this.#tools.run(run);
    },
  };
}
