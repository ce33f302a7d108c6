import type { MediaRun, MediaRunResult, MediaTools } from '../../../src/ports/media-tools.ts';

/** Real tools whose runs end as a test says where it wants them to: killed, stalled, timed out. Everything else is real. */
export function withFault(
  tools: MediaTools,
  isHit: (run: MediaRun) => boolean,
  ending: Partial<MediaRunResult>,
): MediaTools {
  return {
    ...tools,
    async run(run) {
      const result = await tools.run(run);
      return isHit(run) ? { ...result, ...ending } : result;
    },
  };
}
