import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createMetrics, type Metrics } from '../../adapters/metrics/prometheus-metrics.ts';
import type { AdminContext } from '../../http/admin/admin-context.ts';

/** Measures what the administration can see, and what is told by events. */
export function openMetrics({ work, workers, queries, readQueues }: AdminContext): Metrics {
  return createMetrics({
    events: work.events,
    findVideo: async (id) => await work.videos.find(id),
    readQueues,
    workers: async () => await workers.list(),
    async videoCounts() {
      const { uploading, processing, ready, failed } = (await queries.counts()).videos;
      return { uploading, processing, ready, failed };
    },
    async storage() {
      const { originalBytes, renditionBytes, attachmentBytes } = await queries.storage();
      return { originals: originalBytes, renditions: renditionBytes, attachments: attachmentBytes };
    },
    nowMs: () => systemClock.nowMs(),
  });
}
