import type { MediaRun, MediaTools } from '../../ports/media-tools.ts';
import type { SourceServer } from './source-server.ts';

/** Tools that reach the sources a source server has opened. A run whose source is given up ends, and throws why. */
export function withSources(tools: MediaTools, server: SourceServer): MediaTools {
  return {
    inspect: async () => await tools.inspect(),
    async run(run) {
      const sources = run.readablePaths.flatMap((each) => server.find(each) ?? []);
      if (sources.length === 0) return await tools.run(run);
      const given = sources.map(({ failed }) => failed);
      const reaching: MediaRun = {
        ...run,
        readablePaths: run.readablePaths.filter((each) => !server.find(each)),
        reaches: server.socketPath ?? 'loopback',
        signal: AbortSignal.any(run.signal ? [run.signal, ...given] : given),
      };
      const result = await tools.run(reaching);
      for (const failed of given) failed.throwIfAborted();
      return result;
    },
  };
}
