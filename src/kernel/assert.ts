/** For what cannot be unless we made a mistake. Throws an Error that says so. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`);
}
