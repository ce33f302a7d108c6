import { expect, it } from 'vitest';

import { isId, newId } from './ids.ts';

it('makes ids that are different and have the shape of one', () => {
  const ids = new Set(Array.from({ length: 2000 }, newId));
  expect(ids.size).toBe(2000);
  expect([...ids].every(isId)).toBe(true);
});

it('refuses what is no id', () => {
  for (const text of [
    '',
    '..',
    'a'.repeat(19),
    'a'.repeat(21),
    `${'a'.repeat(19)}/`,
    'I'.repeat(20),
    `${'a'.repeat(20)}\n`,
  ]) {
    expect(isId(text)).toBe(false);
  }
});
