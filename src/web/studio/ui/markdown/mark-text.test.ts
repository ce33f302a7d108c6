import { expect, it } from 'vitest';
import { markText } from './mark-text.ts';

it.each([
  ['the word', 4, 8, 'bold', 'the **word**', 'word'],
  ['the word', 4, 8, 'link', 'the [word](https://)', 'word'],
  ['', 0, 0, 'italic', '_text_', 'text'],
  ['one\ntwo', 0, 7, 'list', '- one\n- two', 'one\n- two'],
  ['one\ntwo', 5, 5, 'heading', 'one\n## two', ''],
] as const)('marks %j from %i to %i as %s', (value, start, end, mark, wanted, selected) => {
  const marked = markText(value, start, end, mark, 'text');
  expect(marked.value.startsWith(wanted)).toBe(true);
  expect(marked.value.slice(marked.start, marked.end).startsWith(selected)).toBe(true);
});
