import { describe, expect, it } from 'vitest';
import { checkRows, readRows, readTime, writeRows } from './chapter-rows.ts';

describe('chapters as they are typed', () => {
  it.each([
    ['75', 75],
    ['1:15', 75],
    [' 01:02:03.5 ', 3723.5],
    ['0', 0],
    ['', undefined],
    ['1:', undefined],
    ['a:10', undefined],
    ['1:2:3:4', undefined],
    ['-5', undefined],
  ])('reads the time %j', (time, wanted) => expect(readTime(time)).toBe(wanted));

  it('says what is wrong with a row', () => {
    expect(
      checkRows([
        { time: '0', title: 'Start' },
        { time: 'soon', title: 'Later' },
        { time: '1:00', title: ' ' },
        { time: '0:00', title: 'Again' },
      ]),
    ).toEqual([undefined, 'time', 'title', 'same']);
  });

  it('sorts by time, and comes back the same', () => {
    const chapters = [
      { startSeconds: 0, title: 'Start' },
      { startSeconds: 75.5, title: 'Middle' },
      { startSeconds: 3723, title: 'End' },
    ];
    expect(writeRows(chapters).map(({ time }) => time)).toEqual(['0:00', '1:15.5', '1:02:03']);
    expect(readRows(writeRows(chapters.slice().reverse()))).toEqual(chapters);
  });
});
