import { statfs } from 'node:fs/promises';

import type { DiskRoom } from '../../ports/disk-room.ts';

/** Room on the disk of a folder, as an ordinary user may use it. */
export function localDiskRoom(folder: string): DiskRoom {
  return async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };
}
