const MAX_QUERY_WORDS = 8;
const MAX_WORD = 60;

/** The words of a text in lower case, in any script. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

/** What is stored of a text so that it can be found: the same words on every database, whatever its locale. */
export function searchTextOf(...texts: readonly string[]): string {
  return wordsOf(texts.join(' ')).map(shortened).join(' ');
}

/** The words that somebody looks for, without repetitions; at most eight. */
export function queryWords(query: string): string[] {
  return [...new Set(wordsOf(query).map(shortened))].slice(0, MAX_QUERY_WORDS);
}

/** A word of a text has no end in some languages, or is a blob of base64. */
function shortened(word: string): string {
  return word.slice(0, MAX_WORD);
}

const BEFORE = 60;
const LENGTH = 200;

/** A piece of a Markdown text around the first of the words; its beginning where none is in it. */
export function excerptOf(text: string, words: readonly string[]): string {
  const plain = text
    .replaceAll(/!?\[([^\]]{0,300})\]\([^)]{0,1000}\)/g, '$1')
    .replaceAll(/[#*_`>|~]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,;:!?)])/g, '')
    .trim();
  const lower = plain.toLowerCase();
  const found = words.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
  const start = Math.max(0, Math.min(...found, plain.length) - BEFORE);
  const from = found.length === 0 || start === 0 ? 0 : plain.indexOf(' ', start) + 1;
  const piece = plain.slice(from, from + LENGTH);
  return `${from > 0 ? '… ' : ''}${piece}${from + LENGTH < plain.length ? ' …' : ''}`;
}
