// A process that publishes one event and ends: argv is the URL of PostgreSQL or Redis, and the event as JSON.
import pg from 'pg';

import { openPostgresEventBus } from '../../../src/adapters/event-bus/postgres-event-bus.ts';
import { openRedisEventBus } from '../../../src/adapters/event-bus/redis-event-bus.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';

const [url = '', event = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 3 });
const bus = url.startsWith('redis:')
  ? await openRedisEventBus(url, silentLogger())
  : await openPostgresEventBus(pool, silentLogger());
bus.publish(JSON.parse(event));
await bus.close();
await pool.end();
