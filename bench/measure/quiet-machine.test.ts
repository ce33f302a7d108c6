import { expect, it } from 'vitest';

import { busyShare, parseCoreTicks } from './quiet-machine.ts';

it('tells how busy all cores were between two looks', () => {
  const before = parseCoreTicks('cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3\n');
  expect(before).toEqual({ idle: 800, total: 1000 });
  const after = parseCoreTicks('cpu  175 0 125 700 200 0 0 0 90 0\n');
  expect(busyShare(before, after)).toBe(0.5);
  expect(busyShare(before, before)).toBe(0);
});
