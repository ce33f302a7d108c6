import type { Pool } from 'pg';

/** Key of the advisory lock under which upkeep is done: "LECU". */
const UPKEEP_LOCK = 0x4c45_4355;

/** Does the work unless another process is at it. False: another is. The lock goes with the connection that holds it. */
export async function holdUpkeepLock(pool: Pool, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect();
  let isWhole = false;
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [UPKEEP_LOCK]);
    const isOurs = rows[0]?.taken === true;
    if (isOurs) {
      await work();
      await client.query('select pg_advisory_unlock($1)', [UPKEEP_LOCK]);
    }
    isWhole = true;
    return isOurs;
  } finally {
    client.release(!isWhole); // with its connection goes the lock
  }
}
