/** A text with the words that were looked for marked, where a word of it begins with one of them. */
export function MarkedText({ source, words }: { source: string; words: string }) {
  return splitMarked(source, words).map(({ piece, isMarked }, at) =>
    isMarked ? <mark key={at}>{piece}</mark> : piece,
  );
}

/** Pure part of it: the text in pieces, in order, nothing lost. */
export function splitMarked(source: string, words: string): Array<{ piece: string; isMarked: boolean }> {
  const wanted = words
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (wanted.length === 0) return [{ piece: source, isMarked: false }];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${wanted.join('|')})`, 'giu');
  return source
    .split(pattern)
    .map((piece, at) => ({ piece, isMarked: at % 2 === 1 }))
    .filter(({ piece }) => piece !== '');
}
