import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { takeFolderLock } from '../../adapters/database/embedded/folder-lock.ts';
import { readConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { AppError } from '../../kernel/app-error.ts';
import { type BackupContents, examineBackup } from '../backup/examine-backup.ts';
import { restoreObjects } from '../backup/restore-objects.ts';
import { restoreEmbedded, restorePostgres } from '../backup/restore-tables.ts';
import { openS3 } from '../serve/open-s3.ts';

/** What belongs to the tables that are replaced. Media stay where the backup has none. */
const REPLACED = ['database', 'uploads', 'work'];
/** Where a restore prepares everything; one that was cut short leaves only this. */
const STAGING = 'restoring';

/**
 * Makes an installation again out of a backup: reads the whole file first, then prepares everything beside what is there,
 * and puts it in place at the end. What was there is moved aside, not deleted. Returns the exit code.
 */
export async function restore(args: { file: string; replace: boolean }): Promise<number> {
  await restoreTo(readConfig(process.env), args);
  return 0;
}

/** The same to where some settings lead. Answers what the backup holds. */
export async function restoreTo(config: Config, args: { file: string; replace: boolean }): Promise<BackupContents> {
  const file = path.resolve(args.file);
  const folder = path.resolve(config.dataFolder);
  await mkdir(folder, { recursive: true });
  await refuseFilled(folder, args.replace);
  const contents = await examineBackup(file);
  const lock = takeFolderLock(path.join(folder, 'database.lock'));
  try {
    const aside = await put(config, file, folder, contents, args.replace);
    tell(folder, contents, aside);
  } finally {
    await rm(path.join(folder, STAGING), { recursive: true, force: true });
    lock.release();
  }
  return contents;
}

/** Answers where the old data lie now; undefined: there were none. */
async function put(
  config: Config,
  file: string,
  folder: string,
  contents: BackupContents,
  mayReplace: boolean,
): Promise<string | undefined> {
  const staging = path.join(folder, STAGING);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging);
  const putObjects = async (): Promise<void> => {
    const bucket = openS3(config);
    try {
      await restoreObjects(file, path.join(staging, 'media'), bucket);
    } finally {
      bucket?.close();
    }
  };
  let aside: string | undefined;
  const swap = async (): Promise<void> => {
    aside = await swapIn(folder, staging, contents.objects > 0 ? [...REPLACED, 'media'] : REPLACED);
  };
  if (config.databaseUrl === undefined) {
    await putObjects();
    await restoreEmbedded(file, path.join(staging, 'database'), contents);
    await swap();
  } else {
    await restorePostgres(file, config.databaseUrl, contents, { mayReplace, putObjects, swap });
  }
  return aside;
}

/** Moves the old parts aside and the new ones in: renames on one disk. */
async function swapIn(folder: string, staging: string, parts: readonly string[]): Promise<string | undefined> {
  const aside = path.join(folder, `replaced-${new Date().toISOString().replaceAll(':', '-')}`);
  let hasOld = false;
  for (const part of parts) {
    const place = path.join(folder, part);
    if (existsSync(place)) {
      await mkdir(aside, { recursive: true });
      await rename(place, path.join(aside, part));
      hasOld = true;
    }
    const prepared = path.join(staging, part);
    if (existsSync(prepared)) await rename(prepared, place);
  }
  return hasOld ? aside : undefined;
}

async function refuseFilled(folder: string, mayReplace: boolean): Promise<void> {
  if (mayReplace) return;
  const found = (await readdir(folder)).filter((name) => name !== STAGING && name !== 'lost+found');
  if (found.length === 0) return;
  throw new AppError('DATA_NOT_EMPTY', {
    message: `${folder} is not empty: it holds ${found.slice(0, 3).join(', ')}.`,
  });
}

function tell(folder: string, { head, rows, objects, objectBytes }: BackupContents, aside: string | undefined): void {
  const size = (objectBytes / 1024 ** 2).toFixed(1);
  const lines = [
    `Restored the backup of ${head.createdAt} (Lectern ${head.lecternVersion}) to ${folder}: ${rows} rows and ${objects} files, ${size} MiB.`,
    ...(head.holds.originals && !head.holds.renditions
      ? ['Encoded videos are not in it: all are encoded again when the server starts.']
      : []),
    ...(head.holds.originals ? [] : ['Media are not in it: those that were there stay.']),
    ...(aside === undefined ? [] : [`What was there lies in ${aside}: delete it when all is well.`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
