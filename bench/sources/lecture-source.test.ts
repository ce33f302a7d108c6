import { expect, it } from 'vitest';

import { lectureSlides, ROUND_SECONDS } from './lecture-slides.ts';
import { lectureGraph, slidesFor } from './lecture-source.ts';

const total = (slides: readonly { seconds: number }[]): number => slides.reduce((sum, slide) => sum + slide.seconds, 0);

it('has rounds of one minute, the same at every run, each with other content', () => {
  expect(total(lectureSlides(0))).toBe(ROUND_SECONDS);
  expect(lectureSlides(3)).toEqual(lectureSlides(3));
  const pages = [0, 1, 2].flatMap((round) => lectureSlides(round).map((slide) => slide.html));
  expect(new Set(pages).size).toBe(pages.length);
});

it('shows every slide in a short lesson, and goes on with new rounds in a long one', () => {
  expect(slidesFor(8)).toHaveLength(lectureSlides(0).length);
  expect(total(slidesFor(8))).toBeCloseTo(8);
  expect(total(slidesFor(300))).toBe(300);
});

it('scrolls only the page that is higher than the picture', () => {
  const graph = lectureGraph(slidesFor(60), 25);
  expect(graph.match(/crop=1920:1080/g)).toHaveLength(1);
});
