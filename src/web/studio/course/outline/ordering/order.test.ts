import { describe, expect, it } from 'vitest';
import { findLesson, placeLesson, placeModule, stepLesson } from './order.ts';

const course = [
  { id: 'A', lessons: [{ id: 'a1' }, { id: 'a2' }] },
  { id: 'B', lessons: [] as Array<{ id: string }> },
  { id: 'C', lessons: [{ id: 'c1' }] },
];
const shape = (modules: typeof course | ReturnType<typeof placeLesson<{ id: string }, (typeof course)[number]>>) =>
  modules.map(({ id, lessons }) => `${id}:${lessons.map((lesson) => lesson.id).join(',')}`).join(' ');

describe('the order of a course', () => {
  it.each([
    ['within a module', 'a1', 'A', 1, 'A:a2,a1 B: C:c1'],
    ['into another', 'a1', 'C', 0, 'A:a2 B: C:a1,c1'],
    ['into an empty one', 'c1', 'B', 0, 'A:a1,a2 B:c1 C:'],
    ['beyond the end', 'a1', 'C', 99, 'A:a2 B: C:c1,a1'],
    ['of a lesson that is gone', 'x', 'C', 0, 'A:a1,a2 B: C:c1'],
    ['into a module that is gone', 'a1', 'X', 0, 'A:a1,a2 B: C:c1'],
  ])('places a lesson %s', (_what, lesson, module, index, wanted) => {
    expect(shape(placeLesson(course, lesson, module, index))).toBe(wanted);
  });

  it('steps through the whole course and back, and stands still at its ends', () => {
    const down = [1, 1, 1, 1, 1].reduce<readonly (typeof course)[number][]>(
      (modules) => stepLesson(modules, 'a1', 1),
      course,
    );
    expect(shape(down)).toBe('A:a2 B: C:c1,a1');
    expect(stepLesson(down, 'a1', 1)).toBe(down);
    expect(shape(stepLesson(course, 'c1', -1))).toBe('A:a1,a2 B:c1 C:');
    expect(stepLesson(course, 'a1', -1)).toBe(course);
  });

  it('places a module, and finds a lesson', () => {
    expect(placeModule(course, 'C', 0).map(({ id }) => id)).toEqual(['C', 'A', 'B']);
    expect(findLesson(course, 'a2')).toMatchObject({ index: 1, module: { id: 'A' } });
    expect(findLesson(course, 'x')).toBeUndefined();
  });
});
