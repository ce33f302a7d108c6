import { createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { readBackup } from '../../adapters/backup/read-backup.ts';
import { asDiskFull } from '../../adapters/disk-room/as-disk-full.ts';
import type { FileStore } from '../../adapters/object-store/s3/store-file.ts';

/** Files are brought to the disk by as many at once: one by one, each would wait for it alone. */
const SYNCED_AT_ONCE = 128;

/**
 * Writes the objects of a backup into a folder, or by way of it into a bucket. Keys are names that
 * `memberKind` has let through: none leaves the folder.
 */
export async function restoreObjects(file: string, folder: string, bucket: FileStore | undefined): Promise<void> {
  let written: string[] = [];
  for await (const member of readBackup(file)) {
    if (member.kind !== 'object') continue;
    const { key, pieces } = member;
    const target = path.join(folder, key);
    await mkdir(path.dirname(target), { recursive: true });
    await pipeline(Readable.from(pieces), createWriteStream(target, { flags: 'wx' })).catch((error: unknown) => {
      throw asDiskFull(error, target);
    });
    if (bucket) {
      await bucket.storeFile(key, target);
      await rm(target);
      continue;
    }
    written.push(target);
    if (written.length < SYNCED_AT_ONCE) continue;
    await syncAll(written);
    written = [];
  }
  await syncAll(written);
}

/** The files, and the folders that name them. */
async function syncAll(files: readonly string[]): Promise<void> {
  const all = new Set([...files, ...files.map((file) => path.dirname(file))]);
  await Promise.all(
    [...all].map(async (each) => {
      const handle = await open(each, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }),
  );
}
