import { expect, it } from 'vitest';
import { splitMarked } from './marked-text.tsx';

it('marks beginnings of words, whatever their case, and loses nothing', () => {
  const pieces = splitMarked('Ölmalerei: malen lernen', 'MAL lern');
  expect(pieces.map(({ piece }) => piece).join('')).toBe('Ölmalerei: malen lernen');
  expect(pieces.filter(({ isMarked }) => isMarked).map(({ piece }) => piece)).toEqual(['mal', 'lern']);
});

it('takes signs of patterns as they are', () => {
  expect(splitMarked('a+b (c)', '(.*')).toEqual([{ piece: 'a+b (c)', isMarked: false }]);
});
