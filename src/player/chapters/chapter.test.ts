import { expect, it } from 'vitest';

import { chapterAt, formatTime, parseChapters } from './chapter.ts';

it('reads chapters in order and leaves out what is none', () => {
  const text = JSON.stringify([
    { startSeconds: 60, title: 'Second' },
    { startSeconds: 0, title: 'First' },
    { startSeconds: -1, title: 'Before' },
    { startSeconds: 5 },
    null,
    'text',
  ]);
  const chapters = parseChapters(text);
  expect(chapters.map(({ title }) => title)).toEqual(['First', 'Second']);
  expect(chapterAt(chapters, 59.9)?.title).toBe('First');
  expect(chapterAt(chapters, 60)?.title).toBe('Second');
  expect(chapterAt(chapters.slice(1), 59)).toBeUndefined();
});

it.each([null, '', '{', '{}', '7'])('has no chapters in %j', (text) => {
  expect(parseChapters(text)).toEqual([]);
});

it.each([
  [0, '0:00'],
  [65.9, '1:05'],
  [3845, '1:04:05'],
])('writes %d s as %s', (seconds, text) => {
  expect(formatTime(seconds)).toBe(text);
});
