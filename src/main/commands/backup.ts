import path from 'node:path';

import { type BackupWriter, createBackupWriter } from '../../adapters/backup/write-backup.ts';
import { readConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { ObjectInfo, ObjectStore } from '../../ports/object-store.ts';
import { type MediaChoice, openMedia, sourceIdsIn, wantedPrefixes } from '../backup/media-keys.ts';
import { type OpenTables, openTables } from '../backup/open-tables.ts';
import { packageVersion } from '../package-version.ts';

/** Objects up to this size are read whole: playlists are replaced now and then, and must not change under a reader. */
const WHOLE_BYTES = 16 * 1024 * 1024;

/** Writes everything an installation is into one file, while its server runs or not. Returns the exit code. */
export async function backup(args: {
  file: string;
  withoutMedia: boolean;
  withoutRenditions: boolean;
}): Promise<number> {
  const startedAt = performance.now();
  const config = readConfig(process.env);
  const holds: MediaChoice = {
    originals: !args.withoutMedia,
    renditions: !args.withoutMedia && !args.withoutRenditions,
    training: !args.withoutMedia,
  };
  const file = path.resolve(args.file);
  const tables = await openTables(config);
  try {
    const head = {
      format: 'lectern-backup',
      formatVersion: 1,
      createdAt: new Date().toISOString(),
      lecternVersion: packageVersion(),
      migration: tables.migration,
      holds,
    } as const;
    const writer = await createBackupWriter(file, head);
    try {
      const counts = await write(config, tables, writer, holds);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const size = (writer.bytes / 1024 ** 2).toFixed(1);
      process.stdout.write(
        `Backed up to ${file}: ${counts.rows} rows of ${counts.tables} tables and ${counts.objects} files of ${counts.videos} videos, ${size} MiB in ${seconds} s.\n`,
      );
      if (!holds.renditions) process.stdout.write(`${holds.originals ? 'Encoded videos' : 'Media'} are not in it.\n`);
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } finally {
    await tables.close();
  }
  return 0;
}

async function write(config: Config, tables: OpenTables, writer: BackupWriter, holds: MediaChoice) {
  const videoIds = new Set<string>();
  const sourceIds = new Set<string>();
  const parts = new Map<string, number>();
  let rows = 0;
  for await (const batch of tables.batches) {
    const part = parts.get(batch.table) ?? 0;
    parts.set(batch.table, part + 1);
    rows += batch.rows.length;
    const bytes = Buffer.from(`${batch.rows.join('\n')}\n`);
    await writer.add(`tables/${batch.table}/${String(part).padStart(5, '0')}.ndjson`, bytes.length, [bytes]);
    for (const id of sourceIdsIn(batch)) sourceIds.add(id);
    if (batch.table !== 'videos') continue;
    for (const row of batch.rows) videoIds.add((JSON.parse(row) as { id: string }).id);
  }
  const media = openMedia(config);
  let objects = 0;
  try {
    for (const prefix of wantedPrefixes({ videoIds, sourceIds }, holds)) {
      for await (const info of media.objects.list(prefix)) {
        if (await addObject(writer, media.objects, info)) objects++;
      }
    }
  } finally {
    media.close();
  }
  // Rows go before files: whatever vanished while it was read belongs to one of these.
  const now = await tables.videoIds();
  await writer.finish({ deletedMeanwhile: [...videoIds].filter((id) => !now.has(id)) });
  return { rows, tables: parts.size, objects, videos: videoIds.size };
}

/** False when it is gone. */
async function addObject(writer: BackupWriter, store: ObjectStore, { key, sizeBytes }: ObjectInfo): Promise<boolean> {
  const name = `media/${key}`;
  if (sizeBytes <= WHOLE_BYTES) {
    const bytes = await store.get(key);
    if (bytes) await writer.add(name, bytes.length, [bytes]);
    return bytes !== undefined;
  }
  const pieces = await store.read(key).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'OBJECT_MISSING') return undefined;
    throw error;
  });
  if (pieces) await writer.add(name, sizeBytes, pieces);
  return pieces !== undefined;
}
