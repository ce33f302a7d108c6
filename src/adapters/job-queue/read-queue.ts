import type { QueueStorage } from './queue-storage.ts';

/** How full a queue is. */
export interface QueueDepth {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  /** To be tried again later. */
  readonly delayed: number;
  /** Age of the job that has waited longest of those next in turn; undefined: none waits. */
  readonly oldestSeconds?: number;
}

/** Looks at queues without taking part in them. */
export interface QueueReader {
  read(): Promise<QueueDepth[]>;
  close(): Promise<void>;
}

/** A reader of these queues; to be closed before their storage. */
export function createQueueReader(storage: QueueStorage, names: readonly string[], nowMs: () => number): QueueReader {
  const queues = names.map((name) => storage.newQueue(name));
  for (const queue of queues) queue.on('error', () => undefined); // told by whoever works on it
  return {
    async read() {
      return await Promise.all(
        queues.map(async (queue) => {
          const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active');
          const next = await queue.getJobs(['waiting', 'prioritized'], 0, 0, true);
          const times = next.flatMap((job) => (job ? [job.timestamp] : []));
          return {
            name: queue.name,
            waiting: (counts['waiting'] ?? 0) + (counts['prioritized'] ?? 0),
            active: counts['active'] ?? 0,
            delayed: counts['delayed'] ?? 0,
            ...(times.length > 0 && { oldestSeconds: Math.max(0, Math.round((nowMs() - Math.min(...times)) / 1000)) }),
          };
        }),
      );
    },
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
