import { join } from 'node:path';

import { expect, it } from 'vitest';

import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { openFolderCellStore } from '../../adapters/cell-store/folder-cell-store.ts';
import { createFolderObjectStore } from '../../adapters/object-store/folder-object-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { CellWriter } from './cell-writer.ts';
import type { EncodeInput } from './encode-input.ts';

const CELL = { renditionId: '360p', segmentIndex: 0 };
const finished = (value: number) => ({
  ...CELL,
  bytes: Uint8Array.of(value),
  sampleCount: 1,
  durationTicks: 1,
  keyFrameEndBytes: 1,
});

/** A store that puts an object only once, as a bucket can; each put may be made to wait. */
async function openStores() {
  const folder = temporaryFolder();
  const real = createFolderObjectStore(join(folder, 'objects'));
  const cells = await openFolderCellStore(join(folder, 'cells.jsonl'));
  let beforePut: () => Promise<void> = () => Promise.resolve();
  const objects: ObjectStore = {
    ...real,
    async putNew(key, bytes) {
      await beforePut();
      if (await real.stat(key)) return false;
      await real.put(key, bytes);
      return true;
    },
  };
  const input = { objects, cells, prefix: '' } as EncodeInput;
  const stored = async (): Promise<number | undefined> => (await real.get('360p/segment_00000.m4s'))?.[0];
  return { cells, input, stored, holdPut: (wait: () => Promise<void>) => void (beforePut = wait) };
}

it('never puts other bytes in place of a segment that somebody else has filled meanwhile', async () => {
  const { cells, input, stored, holdPut } = await openStores();
  const slow = await cells.lease([CELL], 'slow');
  holdPut(async () => {
    // On its way to the store for so long that another worker, for whom a viewer waits, takes the cell and fills it.
    holdPut(() => Promise.resolve());
    const urgent = await cells.lease([CELL], 'urgent', CELL);
    await new CellWriter(input, urgent!).write(finished(2));
  });
  const writer = new CellWriter(input, slow!);
  await writer.write(finished(1));
  expect([await stored(), writer.filledCount, writer.missing()]).toEqual([2, 0, []]);
});

it('replaces what a process left that died before it marked the segment', async () => {
  const { cells, input, stored } = await openStores();
  await input.objects.put('360p/segment_00000.m4s', Uint8Array.of(1));
  const lease = await cells.lease([CELL], 'next');
  const writer = new CellWriter(input, lease!);
  await writer.write(finished(2));
  expect([await stored(), writer.filledCount]).toEqual([2, 1]);
});
