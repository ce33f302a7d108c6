import { describe, expect, it } from 'vitest';

import { MediaError } from '../media-error.ts';
import { divide, rational } from '../rational.ts';
import { chooseRenditions } from './choose-renditions.ts';
import { DEFAULT_RUNGS } from './ladder.ts';

function sizes(width: number, height: number, rungs: readonly number[] = DEFAULT_RUNGS): string[] {
  const shown = { width: rational(width), height: rational(height), aspect: divide(rational(width), rational(height)) };
  return chooseRenditions(shown, rungs).map((size) => `${size.id} ${size.width}x${size.height}`);
}

describe('chooseRenditions', () => {
  it.each([
    ['1080p', 1920, 1080, ['360p 640x360', '480p 854x480', '720p 1280x720', '1080p 1920x1080']],
    ['4K without its own rung', 3840, 2160, ['360p 640x360', '480p 854x480', '720p 1280x720', '1080p 1920x1080']],
    ['720p', 1280, 720, ['360p 640x360', '480p 854x480', '720p 1280x720']],
    ['between two rungs', 1600, 900, ['360p 640x360', '480p 854x480', '720p 1280x720']],
    ['one line less than a rung', 1278, 719, ['360p 640x360', '480p 854x480']],
    ['4:3', 1440, 1080, ['360p 480x360', '480p 640x480', '720p 960x720', '1080p 1440x1080']],
    ['a phone held upright', 1080, 1920, ['360p 360x640', '480p 480x854', '720p 720x1280', '1080p 1080x1920']],
    ['a square', 720, 720, ['360p 360x360', '480p 480x480', '720p 720x720']],
    ['cinema', 2048, 858, ['360p 860x360', '480p 1146x480', '720p 1718x720']],
    ['smaller than every rung', 320, 180, ['180p 320x180']],
    ['smaller and upright', 180, 320, ['180p 180x320']],
    ['odd', 361, 203, ['204p 362x204']],
    ['odd and larger', 1281, 721, ['360p 640x360', '480p 852x480', '720p 1280x720']],
    ['one pixel', 1, 1, ['16p 16x16']],
    ['two pixels side by side', 2, 1, ['16p 32x16']],
    ['a line', 2000, 16, ['16p 2000x16']],
    ['a longer line', 100_000, 16, ['16p 8688x16']],
    ['a column', 16, 2000, ['16p 16x2000']],
    ['a screen of three monitors', 5760, 1080, ['360p 1920x360', '480p 2560x480', '720p 3840x720', '1080p 5760x1080']],
  ])('%s', (_name, width, height, wanted) => {
    expect(sizes(width, height)).toEqual(wanted);
  });

  it('takes the rungs that were asked for, each once and lowest first', () => {
    expect(sizes(1920, 1080, [1080, 240, 1080])).toEqual(['240p 426x240', '1080p 1920x1080']);
    expect(sizes(3840, 2160, [2160, 1440])).toEqual(['1440p 2560x1440', '2160p 3840x2160']);
    expect(sizes(640, 360, [720])).toEqual(['360p 640x360']);
  });

  it('never enlarges, except what no decoder takes', () => {
    for (let short = 16; short <= 1100; short += 7) {
      for (const [width, height] of [
        [Math.ceil(short * 1.5), short],
        [short, short * 2],
      ] as const) {
        const shown = { width: rational(width), height: rational(height), aspect: rational(width, height) };
        for (const size of chooseRenditions(shown, DEFAULT_RUNGS)) {
          // An odd short side gains a pixel, since 4:2:0 wants even ones, and the other side keeps the shape.
          const largest = (side: number): number => Math.ceil((side * (short + 1)) / short);
          expect(size.width).toBeLessThanOrEqual(largest(width));
          expect(size.height).toBeLessThanOrEqual(largest(height));
          expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
        }
      }
    }
  });

  it('keeps the shape of fractional sizes that pixel shapes make', () => {
    const shown = { width: rational(8192, 9), height: rational(512), aspect: rational(16, 9) };
    expect(chooseRenditions(shown, [480])).toEqual([{ id: '480p', width: 854, height: 480, maxBitrateBps: 1_400_000 }]);
  });

  it('gives a source below the ladder the cap of the lowest rung', () => {
    const shown = { width: rational(320), height: rational(180), aspect: rational(16, 9) };
    expect(chooseRenditions(shown, [720, 360])[0]?.maxBitrateBps).toBe(800_000);
  });

  it('refuses a rung it does not know, and none at all', () => {
    expect(() => sizes(1920, 1080, [333])).toThrow('wanted rungs out of 240, 360, 480, 720, 1080, 1440, 2160, got 333');
    expect(() => sizes(1920, 1080, [])).toThrow(MediaError);
  });
});
