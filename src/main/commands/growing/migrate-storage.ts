import { existsSync } from 'node:fs';
import { appendFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { createFolderObjectStore } from '../../../adapters/object-store/folder-object-store.ts';
import { probeObjectStore } from '../../../adapters/object-store/probe-object-store.ts';
import { readConfig } from '../../../config/read-config.ts';
import { AppError } from '../../../kernel/app-error.ts';
import { newId } from '../../../kernel/ids.ts';
import type { ObjectInfo } from '../../../ports/object-store.ts';
import { openS3 } from '../../serve/open-s3.ts';
import { copyToBucket } from './copy-to-bucket.ts';

/** What is proven to be in the bucket, one file a line. */
const LEDGER = 'migrate-storage.done';
const TELL_EVERY_MS = 5_000;

/**
 * Copies sources, segments and images from the data folder to the bucket that the settings name, and verifies them; the
 * server may run. With `deleteLocal` it removes from the disk what is proven to be in the bucket. Returns the exit code.
 */
export async function migrateStorage(args: { deleteLocal: boolean }): Promise<number> {
  const config = readConfig(process.env);
  const to = openS3(config);
  if (!to) throw new AppError('CONFIG_INVALID', { message: 'S3_BUCKET is not set: there is nowhere to copy to.' });
  const folder = path.resolve(config.dataFolder, 'media');
  const ledger = path.resolve(config.dataFolder, LEDGER);
  const from = createFolderObjectStore(folder);
  try {
    await probeObjectStore(to, newId());
    if (!existsSync(folder)) {
      process.stdout.write(`${folder} is not there: nothing is on the disk.\n`);
      return 0;
    }
    const { known, sums } = parseLedger(await readFile(ledger, 'utf8').catch(() => ''));
    const counts = { copied: 0, there: 0, gone: 0, bytes: 0 };
    const tell = (): void => {
      const size = (counts.bytes / 1024 ** 2).toFixed(0);
      process.stdout.write(`${counts.copied} files copied (${size} MiB), ${counts.there} were there already.\n`);
    };
    const ticker = setInterval(tell, TELL_EVERY_MS);
    try {
      await copyToBucket({
        from,
        folder,
        to,
        isKnown: (file) => known.has(lineOf(file)),
        copiedSum: (key) => sums.get(key),
        async onFile(file, outcome, sum) {
          counts[outcome]++;
          counts.bytes += outcome === 'copied' ? file.sizeBytes : 0;
          if (sum === undefined) return;
          known.add(lineOf(file));
          await appendFile(ledger, `${sum}\t${lineOf(file)}\n`);
        },
      });
    } finally {
      clearInterval(ticker);
    }
    tell();
    if (!args.deleteLocal) {
      process.stdout.write(
        'Everything on the disk is in the bucket. Start the server with the same S3 settings, if it does not run with them yet, and run this once more. Then --delete-local frees the disk.\n',
      );
      return 0;
    }
    let deleted = 0;
    for await (const file of from.list('')) {
      if (!known.has(lineOf(file)) || !(await to.stat(file.key))) continue;
      await from.delete(file.key);
      deleted++;
    }
    await rm(ledger, { force: true });
    process.stdout.write(`${deleted} files removed from the disk.\n`);
    return 0;
  } finally {
    to.close();
  }
}

/** Files that are proven, and the newest sum of each name; a line that was cut off counts for nothing. */
function parseLedger(text: string): { known: Set<string>; sums: Map<string, string> } {
  const known = new Set<string>();
  const sums = new Map<string, string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const [sum = '', key = '', ...rest] = line.split('\t');
    known.add([key, ...rest].join('\t'));
    sums.set(key, sum);
  }
  return { known, sums };
}

/** A file that changes is another one. */
function lineOf({ key, sizeBytes, modifiedAtMs }: ObjectInfo): string {
  return `${key}\t${sizeBytes}\t${modifiedAtMs}`;
}
