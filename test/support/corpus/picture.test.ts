import { describe, expect, it } from 'vitest';

import { differenceOf, faultOf, GRID, type Picture, wrongWays } from './picture.ts';

const TOLERANCE = { meanColour: 4, place: 6 };

function picture(colour: (x: number, y: number) => readonly [number, number, number]): Picture {
  return Array.from({ length: GRID * GRID }, (_, i) => colour(i % GRID, Math.floor(i / GRID))).flat();
}

/** Grey, darker to the left, with one small bright thing near the upper right corner: like a slide. */
const slide = picture((x, y) => {
  const isMark = x > 24 && x < 30 && y > 3 && y < 7;
  return isMark ? [230, 200, 40] : [90 + x, 90 + x, 95 + x];
});

describe('comparing pictures', () => {
  it('accepts the same picture, and one a little brighter', () => {
    expect(faultOf(slide, [slide], TOLERANCE)).toBeUndefined();
    expect(
      faultOf(
        slide.map((value) => value + 3),
        [slide],
        TOLERANCE,
      ),
    ).toBeUndefined();
  });

  it.each(wrongWays(slide).map((shown, way) => [way, shown] as const))(
    'finds it turned or mirrored: way %i',
    (_, shown) => {
      expect(faultOf(shown, [slide], TOLERANCE)).toMatch(/^turned or mirrored/);
    },
  );

  it('finds every wrong way of a picture, and each once', () => {
    const ways = [slide, ...wrongWays(slide)].map((way) => way.join());
    expect(new Set(ways).size).toBe(8);
  });

  it('finds a wrong colour matrix, a wrong range and swapped channels', () => {
    const colours = picture((x, y) => [x * 8, y * 8, 255 - x * 4 - y * 4]);
    const asOtherMatrix = colours.map((value, i) => {
      const [r, g, b] = [colours[i - (i % 3)]!, colours[i - (i % 3) + 1]!, colours[i - (i % 3) + 2]!];
      // BT.601 read as BT.709: mostly red and green move (the difference of the luma weights).
      return [value + 0.086 * r - 0.128 * b, value + 0.06 * g - 0.12 * r, value + 0.02 * b - 0.03 * r][i % 3]!;
    });
    expect(faultOf(asOtherMatrix, [colours], TOLERANCE)).toMatch(/^differs/);
    expect(
      faultOf(
        colours.map((value) => 16 + (value * 219) / 255),
        [colours],
        TOLERANCE,
      ),
    ).toMatch(/^differs/);
    const swapped = colours.map((_, i) => colours[i - (i % 3) + (2 - (i % 3))]!);
    expect(faultOf(swapped, [colours], TOLERANCE)).toBeDefined();
  });

  it('takes the most alike of the pictures around that time, and says when there is none', () => {
    const other = picture((x) => [x, 200, 255 - x]);
    expect(faultOf(slide, [other, slide], TOLERANCE)).toBeUndefined();
    expect(faultOf(slide, [other], TOLERANCE)).toMatch(/^(differs|turned)/);
    expect(faultOf(slide, [], TOLERANCE)).toMatch(/^no picture/);
    expect(differenceOf(slide, slide)).toEqual({ meanColour: 0, place: 0 });
  });
});
