import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { createFolderObjectStore } from '../../src/adapters/object-store/folder-object-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeObjectStore } from './object-store.contract.ts';

describeObjectStore('a folder', () => createFolderObjectStore(join(temporaryFolder(), 'store')));

it('a folder hides files that are being written, from lists as from readers', async () => {
  const folder = temporaryFolder();
  const store = createFolderObjectStore(folder);
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'key.0123456789ab.part'), 'half');
  for await (const { key } of store.list('')) expect(key).toBe('nothing');
  expect(await store.stat('a/key')).toBeUndefined();
});

it('a folder leaves nothing behind of what could not be stored', async () => {
  const folder = temporaryFolder();
  const store = createFolderObjectStore(folder);
  mkdirSync(join(folder, 'taken'));
  await expect(store.put('taken', new Uint8Array(5))).rejects.toThrow('EISDIR');
  expect(readdirSync(folder)).toEqual(['taken']);
  expect(existsSync(join(folder, 'taken'))).toBe(true);
});
