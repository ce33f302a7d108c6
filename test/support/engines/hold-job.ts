// A worker process that takes a job and never ends it: argv is the URL of PostgreSQL or Redis, and the queue's name.
import { createBullmqJobQueue } from '../../../src/adapters/job-queue/bullmq-job-queue.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { openSharedQueues } from './open-shared-queues.ts';

const [url = '', name = ''] = process.argv.slice(2);
const storage = await openSharedQueues(url);
createBullmqJobQueue<string>({ name, storage, logger: silentLogger() }).work(async (job) => {
  process.stdout.write(`took ${job.id}\n`);
  return await new Promise(() => undefined);
}, 1);
