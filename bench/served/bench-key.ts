/** LECTERN_API_KEY of every server that is measured. */
export const BENCH_API_KEY = 'key-of-the-benchmarks-0123456789';

/** What a request sends to be an administrator's. */
export const AS_ADMIN = { authorization: `Bearer ${BENCH_API_KEY}` };
