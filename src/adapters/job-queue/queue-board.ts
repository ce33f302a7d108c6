import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Queue } from 'bullmq';

import type { QueueStorage } from './queue-storage.ts';

/** Only Redis knows who is connected: elsewhere the board would say that nobody works. /admin/jobs shows it. */
class BoardQueue extends BullMQAdapter {
  override async getWorkers(): Promise<null> {
    return null;
  }
}

/** The board as a plugin of the web server, and the end of its connections. */
export interface QueueBoard {
  readonly plugin: ReturnType<FastifyAdapter['registerPlugin']>;
  /** Before the queues' storage is closed. */
  close(): Promise<void>;
}

/** A page that shows the jobs of these queues. For looking only: the truth is in the tables, and upkeep mends the queues. */
export function createQueueBoard(storage: QueueStorage, names: readonly string[], path: string): QueueBoard {
  const queues = names.map((name) => storage.newQueue(name));
  for (const queue of queues) queue.on('error', () => undefined); // told by whoever works on it
  const serverAdapter = new FastifyAdapter();
  serverAdapter.setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => new BoardQueue(queue as unknown as Queue, { readOnlyMode: true })),
    // Both packages bring their own copy of the same types.
    serverAdapter: serverAdapter as unknown as Parameters<typeof createBullBoard>[0]['serverAdapter'],
    options: { uiConfig: { boardTitle: 'Lectern', hideRedisDetails: true } },
  });
  // Errors are answered as everywhere, above all that nobody is signed in.
  serverAdapter.setErrorHandler((error) => {
    throw error;
  });
  return {
    plugin: serverAdapter.registerPlugin(),
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
