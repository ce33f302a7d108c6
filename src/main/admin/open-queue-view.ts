import { createQueueBoard, type QueueBoard } from '../../adapters/job-queue/queue-board.ts';
import { createQueueReader, type QueueReader } from '../../adapters/job-queue/read-queue.ts';
import type { QueueStorage } from '../../adapters/job-queue/queue-storage.ts';
import { QUEUE_BOARD_PATH } from '../../http/admin/queue-board.ts';
import type { Clock } from '../../ports/clock.ts';

/** The names of the queues, in the order of a video's life. */
const QUEUE_NAMES = ['videos', 'urgent', 'cells', 'long'];

/** The queues as administrators see them. */
export interface QueueView {
  readonly read: QueueReader['read'];
  readonly plugin: QueueBoard['plugin'];
  /** Before the queues' storage is closed. */
  close(): Promise<void>;
}

/** Looks at the queues of a server, for figures and for the board. */
export function openQueueView(storage: QueueStorage, clock: Clock): QueueView {
  const reader = createQueueReader(storage, QUEUE_NAMES, () => clock.nowMs());
  const board = createQueueBoard(storage, QUEUE_NAMES, QUEUE_BOARD_PATH);
  return {
    read: () => reader.read(),
    plugin: board.plugin,
    async close() {
      await Promise.all([reader.close(), board.close()]);
    },
  };
}
