import { describe, expect, it } from 'vitest';
import { chooseRendition } from './choose-rendition.ts';
import type { Outlook } from './choose-rendition.ts';

const ALL = Number.POSITIVE_INFINITY;
const choose = (outlook: Partial<Outlook>): number =>
  chooseRendition({
    leads: [ALL, ALL, ALL],
    wanted: 2,
    isPicked: false,
    current: undefined,
    bufferedSeconds: 0,
    climbSeconds: 12,
    ...outlook,
  });

describe('chooseRendition', () => {
  it('leaves the choice to the network where everything is there', () => {
    expect(choose({})).toBe(2);
    expect(choose({ wanted: 1, current: 2, bufferedSeconds: 20 })).toBe(1);
  });

  it('asks for the lowest after a seek to where nothing is', () => {
    expect(choose({ leads: [0, 0, 0] })).toBe(0);
    expect(choose({ leads: [0, 0, 0], wanted: 0 })).toBe(0);
  });

  it('takes what is there after a seek: the best that lasts, else the one that lasts longest', () => {
    expect(choose({ leads: [40, 20, 4] })).toBe(1);
    expect(choose({ leads: [8, 4, 4] })).toBe(0);
    expect(choose({ leads: [0, 4, 0] })).toBe(1);
    expect(choose({ leads: [4, 4, 4] })).toBe(0);
  });

  it('never goes above what the network bears, not even to what is there', () => {
    expect(choose({ leads: [0, 30, 30], wanted: 0 })).toBe(0);
  });

  it('climbs only to a rendition that lasts, or that reaches the end', () => {
    expect(choose({ leads: [30, 8, 8], current: 0, bufferedSeconds: 20 })).toBe(0);
    expect(choose({ leads: [30, 16, 8], current: 0, bufferedSeconds: 20 })).toBe(1);
    expect(choose({ leads: [30, 16, ALL], current: 0, bufferedSeconds: 20 })).toBe(2);
    expect(choose({ leads: [30, 16, 16], current: 0, bufferedSeconds: 20, climbSeconds: 24 })).toBe(0);
  });

  it('stays in a rendition to its last segment', () => {
    expect(choose({ leads: [30, 30, 4], current: 2, bufferedSeconds: 20 })).toBe(2);
  });

  it('waits for the current rendition while the buffer lasts, then falls to what is there', () => {
    expect(choose({ leads: [30, 30, 0], current: 2, bufferedSeconds: 10 })).toBe(2);
    expect(choose({ leads: [30, 30, 0], current: 2, bufferedSeconds: 9.9 })).toBe(1);
    expect(choose({ leads: [0, 0, 0], current: 2, bufferedSeconds: 9.9 })).toBe(0);
    expect(choose({ leads: [0, 0, 0], current: 0, bufferedSeconds: 15 })).toBe(0);
  });

  it('does not wait for a rendition that the network no longer bears', () => {
    expect(choose({ leads: [30, 30, 0], wanted: 1, current: 2, bufferedSeconds: 20 })).toBe(1);
  });

  it('plays what the viewer picked wherever it is there, however short', () => {
    expect(choose({ leads: [40, 40, 4], isPicked: true })).toBe(2);
    expect(choose({ leads: [40, 40, 4], isPicked: true, wanted: 0 })).toBe(0);
  });

  it('stands in for a picked rendition that is missing, and returns to it when it lasts', () => {
    expect(choose({ leads: [0, 0, 0], isPicked: true })).toBe(0);
    expect(choose({ leads: [40, 30, 0], isPicked: true })).toBe(1);
    expect(choose({ leads: [40, 30, 4], isPicked: true, current: 1, bufferedSeconds: 20 })).toBe(1);
    expect(choose({ leads: [40, 30, 12], isPicked: true, current: 1, bufferedSeconds: 20 })).toBe(2);
  });
});
