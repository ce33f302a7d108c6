/** Jobs by priority, equal ones in the order of asking, as the real queue has them. */
export class SimulatedQueue<Job> {
  readonly #byPriority = new Map<number, Map<string, Job>>();
  readonly #priorities = new Map<string, number>();

  add(id: string, priority: number, job: Job): void {
    if (this.#priorities.has(id)) return;
    const equals = this.#byPriority.get(priority) ?? new Map<string, Job>();
    this.#byPriority.set(priority, equals.set(id, job));
    this.#priorities.set(id, priority);
  }

  setPriority(id: string, priority: number): void {
    const job = this.#byPriority.get(this.#priorities.get(id) ?? -1)?.get(id);
    if (job === undefined || this.#priorities.get(id) === priority) return;
    this.#remove(id);
    this.add(id, priority, job);
  }

  take(): Job | undefined {
    const priority = Math.min(...this.#byPriority.keys());
    const [first] = this.#byPriority.get(priority) ?? [];
    if (!first) return undefined;
    this.#remove(first[0]);
    return first[1];
  }

  #remove(id: string): void {
    const priority = this.#priorities.get(id) ?? -1;
    const equals = this.#byPriority.get(priority);
    equals?.delete(id);
    if (equals?.size === 0) this.#byPriority.delete(priority);
    this.#priorities.delete(id);
  }
}
