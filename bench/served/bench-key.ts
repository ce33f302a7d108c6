/** LECTERN_API_KEY of every server that is measured. */
const BENCH_API_KEY = 'key-of-the-benchmarks-0123456789';

/** Settings of every server that is measured. */
export const BENCH_SETTINGS = {
  LECTERN_API_KEY: BENCH_API_KEY,
  LECTERN_ADMIN_EMAIL: 'admin@bench.example',
  LECTERN_ADMIN_PASSWORD: 'a password of the benchmarks',
};

/** What a request sends to be an administrator's. */
export const AS_ADMIN = { authorization: `Bearer ${BENCH_API_KEY}` };
