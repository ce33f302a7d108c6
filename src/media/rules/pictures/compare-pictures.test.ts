import { describe, expect, it } from 'vitest';
import { comparePictures, isAmongSourcePictures, type RenditionPictures } from './compare-pictures.ts';
import { pictureCorrelation, pictureDistance, SMALL_PICTURE_BYTES } from './small-picture.ts';

/** A white slide with `lines` of grey text, a little noisy as an encoder leaves it. */
function slide(lines: number, noise = 0): Uint8Array {
  return Uint8Array.from({ length: SMALL_PICTURE_BYTES }, (_, i) => {
    const [x, y] = [i % 64, Math.floor(i / 64)];
    const isText = y % 4 === 2 && y < lines * 4 && x > 6 && x < 50;
    return (isText ? 120 : 240) + ((i * 7919) % 3) * noise;
  });
}

function rendition(renditionId: string, pictures: readonly (Uint8Array | undefined)[]): RenditionPictures {
  const known = pictures.flatMap((picture, i) => (picture ? [[i, picture] as const] : []));
  return { renditionId, pictures: new Map(known) };
}

const FOREIGN = Uint8Array.from({ length: SMALL_PICTURE_BYTES }, (_, i) => (i * 37) % 256);

describe('first pictures', () => {
  const slides = [1, 1, 2, 3, 3].map((lines) => slide(lines));
  const noisy = [1, 1, 2, 3, 3].map((lines) => slide(lines, 1));

  it('of renditions of one video agree, whatever an encoder does', () => {
    const result = comparePictures([rendition('360p', slides), rendition('720p', noisy)]);
    expect(result).toEqual({ comparedCount: 10, disagreements: [] });
  });

  it('name the one of three that differs', () => {
    const strange = noisy.with(2, FOREIGN);
    const result = comparePictures([rendition('360p', slides), rendition('480p', strange), rendition('720p', noisy)]);
    expect(result.disagreements).toEqual([
      { segmentIndex: 2, renditionIds: ['480p'], comparedIds: ['360p', '480p', '720p'] },
    ]);
  });

  it('name both of two, which the pictures cannot tell apart', () => {
    const result = comparePictures([rendition('360p', [slide(1)]), rendition('720p', [FOREIGN])]);
    expect(result.disagreements[0]?.renditionIds).toEqual(['360p', '720p']);
  });

  it('tell another slide of the same lecture', () => {
    const result = comparePictures([rendition('360p', slides.with(1, slide(3))), rendition('720p', noisy)]);
    expect(result.disagreements[0]?.segmentIndex).toBe(1);
  });

  it('are left out where one is missing', () => {
    expect(comparePictures([rendition('360p', slides), rendition('720p', [undefined, noisy[1]])])).toEqual({
      comparedCount: 2,
      disagreements: [],
    });
  });

  it('are found in a source that was made darker and flatter', () => {
    const mapped = slide(2).map((value) => 20 + value * 0.7);
    expect(isAmongSourcePictures(slide(2), [FOREIGN, mapped])).toBe(true);
    expect(isAmongSourcePictures(FOREIGN, [slide(1), slide(2), mapped])).toBe(false);
    expect(isAmongSourcePictures(slide(2), [])).toBe(false);
  });

  it('of one colour are recognised in another colour space', () => {
    const flat = (grey: number): Uint8Array => new Uint8Array(SMALL_PICTURE_BYTES).fill(grey);
    expect(isAmongSourcePictures(flat(54), [flat(76)])).toBe(true);
    expect(isAmongSourcePictures(flat(54), [flat(150)])).toBe(false);
  });
});

it('measures distance and likeness', () => {
  expect(pictureDistance(slide(2), slide(2))).toBe(0);
  expect(pictureDistance(new Uint8Array(SMALL_PICTURE_BYTES), new Uint8Array(SMALL_PICTURE_BYTES).fill(255))).toBe(255);
  expect(pictureCorrelation(slide(2), slide(2))).toBeCloseTo(1);
  expect(pictureCorrelation(slide(2), new Uint8Array(SMALL_PICTURE_BYTES).fill(9))).toBe(0);
});
