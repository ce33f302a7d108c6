import { expect, it } from 'vitest';

import { x264Build } from './x264-build.ts';

const DUMP = `
00000000: 0000 02ab 0605 ffff a7dc 45e9 bde6 d948  ..........E....H
00000010: b796 2cd8 20d9 23ee ef78 3236 3420 2d20  ..,. .#..x264 - 
00000020: 636f 7265 2031 3438 2072 3233 3620 61    core 148 r236 a
`;

it('reads the build of x264 out of a dumped packet, over the ends of lines', () => {
  expect(x264Build(DUMP)).toBe(148);
});

it('says of what names no x264 that it does not know', () => {
  expect(x264Build(DUMP.replace('636f 7265', '0000 0000'))).toBeUndefined();
  expect(x264Build('')).toBeUndefined();
  expect(x264Build('00000000: zzzz')).toBeUndefined();
});
