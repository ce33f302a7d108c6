import { beforeEach, describe, expect, it } from 'vitest';

import type { CellKey, FilledCell } from '../../src/videos/cell.ts';
import type { CellStore } from '../../src/videos/cell-store.ts';

/** An empty store with the cells 0 to 9 of `360p` and `audio`, and a way to open the same one anew (a restart). */
export interface CellStoreHarness {
  readonly store: CellStore;
  /** Opens it again as after a crash: leases are gone. */
  reopen(): Promise<CellStore>;
}

const cell = (segmentIndex: number, renditionId = '360p'): CellKey => ({ renditionId, segmentIndex });
const filled = (key: CellKey, sha256 = 'aa'): FilledCell => ({
  ...key,
  sizeBytes: 1000,
  sha256,
  sampleCount: 50,
  durationTicks: 50_000,
  keyFrameEndBytes: 400,
  costMs: 12.5,
});
const sorted = (cells: readonly CellKey[]): string[] =>
  cells.map(({ renditionId, segmentIndex }) => `${renditionId}/${segmentIndex}`).toSorted();

/** What holds for every CellStore. */
export function describeCellStore(name: string, open: () => Promise<CellStoreHarness>): void {
  describe(`cell store: ${name}`, () => {
    let harness: CellStoreHarness;
    let store: CellStore;
    beforeEach(async () => {
      harness = await open();
      store = harness.store;
    });

    it('leases what is free, and nothing twice', async () => {
      const first = await store.lease([cell(0), cell(1), cell(0, 'audio')], 'a');
      expect(sorted(first?.cells ?? [])).toEqual(['360p/0', '360p/1', 'audio/0']);
      const second = await store.lease([cell(1), cell(2)], 'b');
      expect(sorted(second?.cells ?? [])).toEqual(['360p/2']);
      expect(await store.lease([cell(0), cell(1), cell(2)], 'c')).toBeUndefined();
      expect(await store.lease([], 'c')).toBeUndefined();
    });

    it('takes an urgent cell over from a chunk, and from nobody whose viewer waits too', async () => {
      const chunk = await store.lease([cell(0), cell(1), cell(2)], 'chunk');
      const urgent = await store.lease([cell(1), cell(2), cell(3)], 'viewer', cell(1));
      if (!chunk || !urgent) throw new Error('wanted two leases');
      expect(sorted(urgent.cells)).toEqual(['360p/1', '360p/3']);
      expect(await store.lease([cell(1)], 'another viewer', cell(1))).toBeUndefined();

      expect(await store.isHeld(chunk, cell(1))).toBe(false);
      expect(await store.isHeld(chunk, cell(0))).toBe(true);
      expect(await store.isHeld(urgent, cell(1))).toBe(true);
      expect(await store.markFilled(chunk, filled(cell(1), 'chunk'))).toBe(false);
      expect(await store.markFilled(urgent, filled(cell(1), 'viewer'))).toBe(true);
      expect((await store.listFilled()).map(({ sha256 }) => sha256)).toEqual(['viewer']);
      // Filled is filled, however urgent.
      expect(await store.lease([cell(1)], 'late viewer', cell(1))).toBeUndefined();
    });

    it('gives rising fence numbers', async () => {
      const fences: number[] = [];
      for (let i = 0; i < 5; i++) {
        const lease = await store.lease([cell(0)], 'a');
        if (!lease) throw new Error('wanted a lease');
        fences.push(lease.fence);
        await store.release(lease);
      }
      expect(fences).toEqual(fences.toSorted((a, b) => a - b));
      expect(new Set(fences).size).toBe(5);
    });

    it('shares the cells among workers that ask at the same moment', async () => {
      const wanted = Array.from({ length: 10 }, (_, i) => cell(i));
      const leases = await Promise.all(Array.from({ length: 8 }, (_, i) => store.lease(wanted, `worker ${i}`)));
      const taken = leases.flatMap((lease) => sorted(lease?.cells ?? []));
      expect(taken.toSorted()).toEqual(sorted(wanted));
    });

    it('keeps what was filled, over a restart too', async () => {
      const lease = await store.lease([cell(0), cell(1)], 'a');
      expect(await store.markFilled(lease!, filled(cell(0)))).toBe(true);
      expect(await store.listFilled()).toEqual([filled(cell(0))]);

      const again = await harness.reopen();
      expect(await again.listFilled()).toEqual([filled(cell(0))]);
      expect(sorted((await again.lease([cell(0), cell(1)], 'b'))?.cells ?? [])).toEqual(['360p/1']);
    });

    it('refuses a write by a lease that is no longer the newest', async () => {
      const old = await store.lease([cell(3)], 'a');
      await store.release(old!);
      expect(await store.markFilled(old!, filled(cell(3), 'late'))).toBe(false);
      const newer = await store.lease([cell(3)], 'b');
      expect(newer!.fence).toBeGreaterThan(old!.fence);
      expect(await store.markFilled(old!, filled(cell(3), 'late'))).toBe(false);
      expect(await store.markFilled(newer!, filled(cell(3), 'right'))).toBe(true);
      expect(await store.markFilled(newer!, filled(cell(3), 'twice'))).toBe(false);
      expect((await store.listFilled()).map(({ sha256 }) => sha256)).toEqual(['right']);
    });

    it('gives back only what is not filled', async () => {
      const lease = await store.lease([cell(0), cell(1)], 'a');
      await store.markFilled(lease!, filled(cell(0)));
      await store.renew(lease!);
      await store.release(lease!);
      expect(sorted((await store.lease([cell(0), cell(1)], 'b'))?.cells ?? [])).toEqual(['360p/1']);
    });

    it('does not let an old lease give back the cells of a newer one', async () => {
      const old = await store.lease([cell(0)], 'a');
      await store.release(old!);
      await store.lease([cell(0)], 'b');
      await store.release(old!);
      expect(await store.lease([cell(0)], 'c')).toBeUndefined();
    });

    it('empties a cell whose bytes are bad, so that it can be filled anew', async () => {
      const lease = await store.lease([cell(0), cell(1)], 'a');
      await store.markFilled(lease!, filled(cell(0), 'bad'));
      await store.markFilled(lease!, filled(cell(1)));
      await store.empty(cell(0));
      expect(await store.listFilled()).toEqual([filled(cell(1))]);
      const newer = await store.lease([cell(0)], 'b');
      expect(await store.markFilled(newer!, filled(cell(0), 'good'))).toBe(true);
      const again = await harness.reopen();
      expect((await again.listFilled()).map(({ sha256 }) => sha256).toSorted()).toEqual(['aa', 'good']);
    });
  });
}
