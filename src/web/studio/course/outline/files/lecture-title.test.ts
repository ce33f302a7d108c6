import { expect, it } from 'vitest';
import { lectureTitle } from './lecture-title.ts';

it.each([
  ['02_intro-to-sets.mp4', '02 intro to sets'],
  ['Lecture 3 - Maps.MOV', 'Lecture 3 - Maps'],
  ['2026-03-01 Kick-off.mkv', '2026-03-01 Kick off'],
  ['Version 1.2.mp4', 'Version 1.2'],
  ['.mp4', '.mp4'],
])('names the lesson of %s', (fileName, wanted) => expect(lectureTitle(fileName)).toBe(wanted));
