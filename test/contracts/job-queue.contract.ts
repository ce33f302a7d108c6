import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import type { JobQueue, QueuedJob } from '../../src/ports/job-queue.ts';

/** What holds for every JobQueue. `open` gives an empty queue of its own; `reopen` the same one in another process' shoes. */
export function describeJobQueue(
  name: string,
  open: () => Promise<{ queue: JobQueue<string>; reopen: () => Promise<JobQueue<string>> }>,
): void {
  describe(`job queue: ${name}`, () => {
    let queue: JobQueue<string>;
    let reopen: () => Promise<JobQueue<string>>;
    beforeEach(async () => {
      ({ queue, reopen } = await open());
      onTestFinished(() => queue.close());
    });

    it('runs jobs by priority, whatever the order of adding, and hands over what they carry', async () => {
      expect(await queue.isIdle()).toBe(true);
      await queue.add([job('late', 3000), job('early', 10), job('middle', 500)]);
      await queue.add([job('first', 1)]);
      expect(await queue.isIdle()).toBe(false);
      const seen = collect(4);
      queue.work(async (each) => seen.add(each), 1);
      await seen.all;
      expect(seen.jobs.map(({ id }) => id)).toEqual(['first', 'early', 'middle', 'late']);
      expect(seen.jobs[0]).toEqual(job('first', 1));
    });

    it('does nothing for a job that already waits, and takes it again once it is done', async () => {
      await queue.add([job('a', 5), job('a', 5)]);
      await queue.add([job('a', 5), job('z', 9)]);
      const seen = collect(3);
      queue.work(async (each) => {
        if (each.id === 'z') await queue.add([job('a', 5)]);
        return seen.add(each);
      }, 1);
      await seen.all;
      expect(seen.jobs.map(({ id }) => id)).toEqual(['a', 'z', 'a']);
    });

    it('runs a waiting job sooner when its priority is raised', async () => {
      await queue.add([job('a', 100), job('b', 200), job('c', 300)]);
      await queue.setPriority('c', 1);
      await queue.setPriority('gone', 1);
      const seen = collect(3);
      queue.work(async (each) => seen.add(each), 1);
      await seen.all;
      expect(seen.jobs.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    });

    it('leaves a job its turn among equals when it is given the priority that it has', async () => {
      await queue.add([job('a', 5), job('b', 5), job('c', 5)]);
      await queue.setPriority('a', 5);
      const seen = collect(3);
      queue.work(async (each) => seen.add(each), 1);
      await seen.all;
      expect(seen.jobs.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    });

    it('runs a job again when it asks for that', async () => {
      await queue.add([job('a', 5)]);
      const seen = collect(3);
      queue.work(async (each) => {
        seen.add(each);
        return seen.jobs.length < 3 ? { againAfterMs: 5 } : 'done';
      }, 2);
      await seen.all;
      expect(seen.jobs.map(({ id }) => id)).toEqual(['a', 'a', 'a']);
    });

    it('takes no jobs while it is paused, lets those that run go on, and goes on when it may', async () => {
      const [first, rest] = [collect(1), collect(2)];
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      let isPaused = false;
      let wasTaken = false;
      queue.work(async (each) => {
        if (isPaused) wasTaken = true;
        if (each.id !== 'first') return rest.add(each);
        first.add(each);
        await released;
        return 'done';
      }, 1);
      await queue.add([job('first', 1), job('a', 2), job('b', 3)]);
      await first.all;
      await queue.setPaused(true);
      isPaused = true;
      release();
      await expect.poll(() => queue.isIdle()).toBe(false);
      isPaused = false;
      await queue.setPaused(false);
      await rest.all;
      expect([wasTaken, rest.jobs.map(({ id }) => id)]).toEqual([false, ['a', 'b']]);
    });

    it('runs a job soon that was put off before the clock was set back', async () => {
      const real = Date.now.bind(Date);
      const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + 2 * 3_600_000);
      onTestFinished(() => clock.mockRestore());
      const [putOff, seen] = [collect(1), collect(2)];
      queue.work(async (each) => {
        seen.add(each);
        if (seen.jobs.length > 1) return 'done';
        putOff.add(each);
        return { againAfterMs: 50_000 };
      }, 1);
      await queue.add([job('a', 1)]);
      await putOff.all;
      await expect.poll(() => queue.hastenPutOff()).toBe(0);
      clock.mockRestore();
      await expect.poll(() => queue.hastenPutOff()).toBe(1);
      await seen.all;
    });

    it('stops the jobs of a group: waiting ones never run, running ones are told and waited for', async () => {
      await queue.add([job('one', 1, 'x'), job('two', 2, 'x'), job('three', 3, 'y')]);
      const began = collect(1);
      const others = collect(1);
      const log: string[] = [];
      queue.work(async (each, signal) => {
        if (each.group === 'y') return others.add(each);
        began.add(each);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        log.push(`${each.id} ended by ${String(signal.reason)}`);
        return { againAfterMs: 1 };
      }, 1);
      await began.all;
      await queue.stopGroup('x');
      expect(log).toEqual(['one ended by stopped']);
      await others.all;
      expect(began.jobs.map(({ id }) => id)).toEqual(['one']);
    });

    it('takes all of a group away, also what was put off, and leaves the others their turn', async () => {
      const gate = collect(1);
      const seen = collect(3);
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      queue.work(async (each) => {
        if (each.group === 'x') return { againAfterMs: 3_600_000 };
        if (each.id !== 'gate') return seen.add(each);
        gate.add(each);
        await opened;
        return 'done';
      }, 1);
      await queue.add([job('put-off', 1, 'x'), job('gate', 2)]);
      await gate.all;
      await queue.add([job('b', 300), job('a', 200), ...Array.from({ length: 300 }, (_, i) => job(`x-${i}`, 10, 'x'))]);
      await queue.stopGroup('x');
      await queue.add([job('put-off', 1)]); // does nothing unless it is gone
      open();
      await seen.all;
      expect(seen.jobs.map(({ id }) => id)).toEqual(['put-off', 'a', 'b']);
    });

    it('gives a running job back when the process stops, and keeps what waits', async () => {
      await queue.add([job('a', 1), job('b', 2)]);
      const began = collect(1);
      queue.work(async (each, signal) => {
        began.add(each);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        expect(signal.reason).toBe('shutdown');
        return { againAfterMs: 0 };
      }, 1);
      await began.all;
      await queue.close();

      const next = await reopen();
      onTestFinished(() => next.close());
      const seen = collect(2);
      next.work(async (each) => seen.add(each), 1);
      await seen.all;
      expect(seen.jobs.map(({ id }) => id).toSorted()).toEqual(['a', 'b']);
    });

    it('still takes jobs when it has stopped work: those of other queues that end may ask for more', async () => {
      const began = collect(1);
      queue.work(async (each) => began.add(each), 1);
      await queue.add([job('before', 1)]);
      await began.all;
      await queue.stopWork();
      await queue.add([job('after', 1)]);
      expect(await queue.isIdle()).toBe(false);
      await queue.close();

      const next = await reopen();
      onTestFinished(() => next.close());
      const seen = collect(1);
      next.work(async (each) => seen.add(each), 1);
      await seen.all;
      expect(seen.jobs.map(({ id }) => id)).toEqual(['after']);
    });
  });
}

function job(id: string, priority: number, group = 'group'): QueuedJob<string> {
  return { id, group, priority, payload: `payload of ${id}` };
}

/** Collects jobs; `all` settles when that many have come. */
function collect(wanted: number): {
  jobs: QueuedJob<string>[];
  all: Promise<void>;
  add: (job: QueuedJob<string>) => 'done';
} {
  const jobs: QueuedJob<string>[] = [];
  let done: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  const add = (each: QueuedJob<string>): 'done' => {
    jobs.push(each);
    if (jobs.length === wanted) done();
    return 'done';
  };
  return { jobs, all, add };
}
