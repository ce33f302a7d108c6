interface Entry<Job> {
  readonly priority: number;
  readonly sequence: number;
  readonly job: Job;
}

/** Jobs by priority, lower first, equal ones in the order of asking: as the real queue gives them out. */
export class JobHeap<Job> {
  readonly #heap: Entry<Job>[] = [];
  #sequence = 0;

  get size(): number {
    return this.#heap.length;
  }

  add(priority: number, job: Job): void {
    const heap = this.#heap;
    let child = heap.push({ priority, sequence: this.#sequence++, job }) - 1;
    for (let parent; child > 0 && isBefore(heap, child, (parent = (child - 1) >> 1)); child = parent) {
      swap(heap, child, parent);
    }
  }

  /** The next job, left where it is. */
  peek(): Job | undefined {
    return this.#heap[0]?.job;
  }

  /** The next job; undefined when there is none. */
  take(): Job | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first?.job;
    heap[0] = last;
    for (let parent = 0; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      if (left >= heap.length) break;
      const child = right < heap.length && isBefore(heap, right, left) ? right : left;
      if (!isBefore(heap, child, parent)) break;
      swap(heap, child, parent);
      parent = child;
    }
    return first.job;
  }
}

function isBefore<Job>(heap: readonly Entry<Job>[], a: number, b: number): boolean {
  const [one, other] = [heap[a], heap[b]];
  if (!one || !other) return false;
  return one.priority === other.priority ? one.sequence < other.sequence : one.priority < other.priority;
}

function swap<Job>(heap: Entry<Job>[], a: number, b: number): void {
  const [one, other] = [heap[a], heap[b]];
  if (one && other) [heap[a], heap[b]] = [other, one];
}
