/** How much of a file's beginning is changed: headers, tables and the first packets. */
const HEAD_BYTES = 64 * 1024;

/** A copy of a file with some of its beginning changed, cut, moved or overwritten with `words`. */
export function mutate(original: Uint8Array, random: () => number, words: readonly string[]): Uint8Array {
  let bytes = Uint8Array.from(original);
  const below = (limit: number): number => Math.floor(random() * limit);
  const place = (): number => below(Math.min(HEAD_BYTES, bytes.length));
  const changes = 1 + below(random() < 0.2 ? 60 : 4);
  for (let i = 0; i < changes; i++) {
    const at = place();
    const kind = random();
    if (kind < 0.4) bytes[at] = below(256);
    else if (kind < 0.55) bytes.fill(random() < 0.5 ? 0 : 255, at, at + 4);
    else if (kind < 0.65) bytes.copyWithin(at, place(), place());
    else if (kind < 0.75) bytes = bytes.subarray(0, Math.max(1, random() < 0.5 ? at : bytes.length - below(2000)));
    else if (kind < 0.85) bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + below(64))]);
    else {
      const word = new TextEncoder().encode(words[below(words.length)]);
      bytes.set(word.subarray(0, Math.max(0, bytes.length - at)), at);
    }
  }
  return bytes;
}
