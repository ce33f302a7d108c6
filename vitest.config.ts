import { configDefaults, defineConfig } from 'vitest/config';
import { testMedia } from './scripts/test-media.ts';

const media = testMedia(import.meta.dirname);

/** Files of `pipeline` and `e2e` that take long and go into one thing deeply: not in `npm test`. */
const LONG = '**/*.long.test.ts';

/** One project per kind of test, so that `vitest run --project unit` runs one kind alone. */
function project(name: string, include: string[], testTimeout = 60_000, globalSetup: string[] = []) {
  const exclude = name === 'long' ? configDefaults.exclude : [...configDefaults.exclude, LONG];
  return {
    extends: true as const,
    test: { name, include, exclude, testTimeout, hookTimeout: testTimeout, globalSetup },
  };
}

/** Starts PostgreSQL, Redis and an S3 server for the test files that ask for them. */
const ENGINES = ['test/support/engines/engine-server.ts'];

/** Prints what was tried and survived. */
const FAULT_TABLE = 'test/support/faults/print-fault-table.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
    // The default, one second, is less than a busy machine may take; what comes sooner is seen sooner.
    expect: { poll: { timeout: 30_000 } },
    env: media === undefined ? {} : { LECTERN_TEST_MEDIA: media },
    projects: [
      project('unit', ['{src,scripts,bench}/**/*.test.{ts,tsx}', 'test/support/**/*.test.ts']),
      project('golden', ['test/golden/**/*.test.ts']),
      project('property', ['test/property/**/*.test.ts']),
      project('contracts', ['test/contracts/**/*.test.ts'], 60_000, ENGINES),
      project('pipeline', ['test/pipeline/**/*.test.ts'], 300_000, ENGINES),
      project('e2e', ['e2e/**/*.test.ts'], 300_000, ENGINES),
      project('long', [`{test/pipeline,e2e}/${LONG}`], 300_000, ENGINES),
      project('corpus', ['test/corpus/**/*.test.ts'], 600_000),
      project('faults', ['test/faults/**/*.test.ts'], 600_000, [...ENGINES, FAULT_TABLE]),
    ],
  },
});
