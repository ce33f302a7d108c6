import { expect, it } from 'vitest';

import { summarizeRoutes } from './polling-students.ts';

it('gives the percentiles of every route', () => {
  const slow = Array.from({ length: 100 }, (_, index) => ({ route: 'lesson', ms: 100 - index }));
  expect(summarizeRoutes([...slow, { route: 'course', ms: 7 }])).toEqual([
    { route: 'lesson', answers: 100, p50: 50, p95: 95, p99: 99 },
    { route: 'course', answers: 1, p50: 7, p95: 7, p99: 7 },
  ]);
});
