import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { readConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { storageFindings } from '../commands/doctor-storage.ts';
import { restoreTo } from '../commands/restore.ts';

/** Where an installation is made that nothing else can see. */
const ALONE: Partial<Config> = {
  databaseUrl: undefined,
  redisUrl: undefined,
  s3Bucket: undefined,
  publicMediaUrl: undefined,
};

/**
 * Tries whether a backup can be restored: makes the installation anew in a temporary folder, with the embedded engines,
 * compares its tables with its files, and removes it. What runs is not touched. Returns the exit code.
 */
export async function restoreDrill(args: { file: string }): Promise<number> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lectern-drill-'));
  try {
    const config = { ...readConfig(process.env), ...ALONE, dataFolder: path.join(folder, 'data') };
    const { head } = await restoreTo(config, { file: args.file, replace: false });
    if (!head.holds.originals || !head.holds.renditions) {
      process.stdout.write('The drill went well as far as it goes: media are not all in this backup.\n');
      return 0;
    }
    const wrong = (await storageFindings(config, false)).filter(({ status }) => status === 'fail');
    for (const { message } of wrong) process.stdout.write(`${message}\n`);
    process.stdout.write(
      wrong.length === 0
        ? 'The drill went well: tables and files agree. Everything it made is removed.\n'
        : `The drill found ${wrong.length} differences between tables and files. Everything it made is removed.\n`,
    );
    return wrong.length === 0 ? 0 : 2;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
