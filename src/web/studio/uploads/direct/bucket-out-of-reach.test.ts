import { expect, it } from 'vitest';

import { BucketOutOfReach, BucketReach } from './bucket-out-of-reach.ts';

const blocked = new TypeError('Failed to fetch');
const fail = async (): Promise<void> => await Promise.reject(blocked);

it('gives a bucket up that takes no part, after some tries of one', async () => {
  const reach = new BucketReach(false);
  for (const part of [1, 2, 3, 1, 2, 3, 1, 2, 3]) await expect(reach.attempt(part, fail)).rejects.toBe(blocked);
  await expect(reach.attempt(1, fail)).rejects.toBeInstanceOf(BucketOutOfReach);
});

it('goes on trying where a part was taken, before or just now', async () => {
  const [resumed, fresh] = [new BucketReach(true), new BucketReach(false)];
  await fresh.attempt(2, async () => undefined);
  for (let times = 0; times < 20; times++) {
    await expect(resumed.attempt(1, fail)).rejects.toBe(blocked);
    await expect(fresh.attempt(1, fail)).rejects.toBe(blocked);
  }
});
