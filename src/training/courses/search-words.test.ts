import { describe, expect, it } from 'vitest';

import { excerptOf, queryWords, searchTextOf, wordsOf } from './search-words.ts';

describe('words that are searched for', () => {
  it('are letters and digits of any script, in lower case', () => {
    expect(wordsOf("Größe: C++17 & l'été, 量子 -- '); DROP")).toEqual(['größe', 'c', '17', 'l', 'été', '量子', 'drop']);
    expect(queryWords('a A b a')).toEqual(['a', 'b']);
    expect(queryWords('1 2 3 4 5 6 7 8 9 10')).toHaveLength(8);
    expect(searchTextOf('x'.repeat(5000))).toHaveLength(60);
  });
});

describe('an excerpt', () => {
  it('shows the place that was found, without Markdown', () => {
    const text = `${'filler '.repeat(50)}# The *fire* [exit](https://x.example) is left.${' more'.repeat(100)}`;
    const excerpt = excerptOf(text, ['exit']);
    expect(excerpt).toMatch(/^… filler.* The fire exit is left\. more.* …$/);
    expect(excerptOf('Short.', ['absent'])).toBe('Short.');
    expect(excerptOf('', ['absent'])).toBe('');
    expect(excerptOf('Look *closely*, and **twice**.', ['twice'])).toBe('Look closely, and twice.');
  });
});
