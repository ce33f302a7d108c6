import { expect, it } from 'vitest';
import { guessLanguage, nameLanguage } from './caption-language.ts';

it.each([
  ['lecture.de.vtt', 'de'],
  ['lecture_pt-BR.srt', 'pt-BR'],
  ['lecture.vtt', 'en'],
  ['sets-qq.vtt', 'en'],
])('guesses the language of %s', (fileName, wanted) => expect(guessLanguage(fileName, 'en-GB')).toBe(wanted));

it('names languages in their own words', () => {
  expect(['de', 'fr', '', 'not a language'].map(nameLanguage)).toEqual(['Deutsch', 'Français', '', '']);
});
