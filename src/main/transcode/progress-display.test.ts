import { describe, expect, it } from 'vitest';

import { createProgressDisplay, formatSeconds } from './progress-display.ts';

/** Where a display writes to, terminal or not, and what it wrote. */
function output(isTTY: boolean) {
  const texts: string[] = [];
  const stream = { isTTY, write: (text: string) => texts.push(text) > 0 } as unknown as NodeJS.WriteStream;
  return { texts, display: createProgressDisplay(stream) };
}

describe('a progress display', () => {
  it('rewrites one line on a terminal', () => {
    const { texts, display } = output(true);
    display.stage('Encoding');
    display.cells(0.5, 83);
    expect(texts.at(-1)).toBe(`\r\u001B[2KEncoding  ${'█'.repeat(14)}${'░'.repeat(14)}  50 %  1 min 23 s left`);
    display.cells(0.999, undefined);
    expect(texts.at(-1)).toMatch(/ 99 %$/);
    display.line('Note: done.');
    expect(texts.at(-1)).toBe('\r\u001B[2KNote: done.\n');
    display.finish();
    expect(texts.at(-1)).toBe('\r\u001B[2K');
  });

  it('writes a plain line for every tenth elsewhere', () => {
    const { texts, display } = output(false);
    display.stage('Encoding');
    for (let percent = 1; percent <= 100; percent++) display.cells(percent / 100, 100 - percent);
    expect(texts[0]).toBe('Encoding\n');
    expect(texts).toHaveLength(11);
    expect(texts[1]).toBe('  10 %, 1 min 30 s left\n');
    expect(texts.at(-1)).toBe('  100 %\n');
  });
});

describe('formatSeconds', () => {
  it.each([
    [0, '0 s'],
    [-3, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [3599, '59 min 59 s'],
    [3600, '1 h 00 min'],
    [7500, '2 h 05 min'],
  ])('%d is %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
