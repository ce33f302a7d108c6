import type { Pool } from 'pg';

/** Keys of the advisory locks under which upkeep and public copies are done: "LECU", "LECP". */
const LOCKS = { upkeep: 0x4c45_4355, 'public copies': 0x4c45_4350 } as const;

/** Does the work unless another process is at it. False: another is. The lock goes with the connection that holds it. */
export async function holdUpkeepLock(
  pool: Pool,
  work: () => Promise<void>,
  what: keyof typeof LOCKS = 'upkeep',
): Promise<boolean> {
  const client = await pool.connect();
  let isWhole = false;
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCKS[what]]);
    const isOurs = rows[0]?.taken === true;
    if (isOurs) {
      await work();
      await client.query('select pg_advisory_unlock($1)', [LOCKS[what]]);
    }
    isWhole = true;
    return isOurs;
  } finally {
    client.release(!isWhole); // with its connection goes the lock
  }
}
