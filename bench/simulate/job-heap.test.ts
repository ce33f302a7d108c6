import fc from 'fast-check';
import { expect, it } from 'vitest';

import { JobHeap } from './job-heap.ts';

it('gives jobs out by priority, equal ones as they came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5)), (priorities) => {
      const heap = new JobHeap<{ priority: number; index: number }>();
      const jobs = priorities.map((priority, index) => ({ priority, index }));
      for (const job of jobs) heap.add(job.priority, job);
      const taken = jobs.map(() => {
        expect(heap.peek()).toBeDefined();
        return heap.take();
      });
      expect(taken).toEqual(jobs.toSorted((a, b) => a.priority - b.priority || a.index - b.index));
      expect(heap.take()).toBeUndefined();
    }),
  );
});
