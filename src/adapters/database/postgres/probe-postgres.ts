import pg from 'pg';

import { addressOf } from '../../../kernel/address-of.ts';
import { CONNECT_TIMEOUT_MS, connectTo, requireSuitable } from './open-postgres.ts';

/** Looks whether the PostgreSQL at `url` can be used, and changes nothing. Throws AppError DATABASE_*. */
export async function probePostgres(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  pool.on('error', () => undefined);
  const where = `PostgreSQL at ${addressOf(url)}`;
  try {
    const client = await connectTo(pool, where);
    try {
      await requireSuitable(client, where);
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}
