import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

import { asDiskFull } from '../disk-room/as-disk-full.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';

/** Temporary files on the local disk. */
export const localTemporaryFiles: TemporaryFiles = {
  async append(file, bytes) {
    await appendFile(file, bytes, { mode: 0o600 }).catch((cause: unknown) => {
      throw asDiskFull(cause, file);
    });
  },
  async makeFolder(parent, name) {
    const make = async (): Promise<string> => {
      await mkdir(parent, { recursive: true });
      return await mkdtemp(path.join(parent, `${name}-`)); // mode 0700
    };
    return await make().catch((cause: unknown) => {
      throw asDiskFull(cause, `${name} files`);
    });
  },
  async remove(target) {
    await rm(target, { recursive: true, force: true });
  },
};
