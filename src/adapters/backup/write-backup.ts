import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createGzip } from 'node:zlib';

import { AppError } from '../../kernel/app-error.ts';
import { asDiskFull } from '../disk-room/as-disk-full.ts';
import { type BackupEnd, type BackupHead, END_NAME, FILES_PER_CHECKSUMS, HEAD_NAME } from './backup-format.ts';
import { encodeTarHeader, TAR_BLOCK, tarPadding } from './tar-header.ts';

/** A backup file being written. It has its name only when it is whole and on the disk. */
export interface BackupWriter {
  readonly bytes: number;
  readonly files: number;
  /** Adds a file. Throws when the pieces are not exactly `sizeBytes` long. */
  add(name: string, sizeBytes: number, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
  finish(end: Pick<BackupEnd, 'deletedMeanwhile'>): Promise<void>;
  /** Removes what was written. */
  abandon(): Promise<void>;
}

/** Begins a backup file; gzipped when its name ends in `.gz` or `.tgz`. Throws AppError BACKUP_UNWRITABLE or DISK_FULL. */
export async function createBackupWriter(file: string, head: BackupHead): Promise<BackupWriter> {
  const draft = `${file}.part`;
  const modifiedAtMs = Date.parse(head.createdAt);
  const out = createWriteStream(draft, { mode: 0o600, flush: true });
  await once(out, 'open').catch((cause: unknown) => {
    throw new AppError('BACKUP_UNWRITABLE', { message: `${draft} cannot be written.`, cause });
  });
  const gzip = /\.t?gz$/.test(file) ? createGzip({ level: 1 }) : undefined; // media cannot be made smaller
  gzip?.pipe(out);
  const sink = gzip ?? out;
  const failed = new Promise<never>((_resolve, reject) => {
    for (const each of [out, gzip]) {
      each?.on('error', (error: Error) => {
        const told = asDiskFull(error, draft);
        reject(told instanceof Error ? told : error);
      });
    }
  });
  failed.catch(() => undefined); // met where something is written
  const sums: string[] = [];
  let files = 0;
  let bytes = 0;
  let lists = 0;

  const write = async (piece: Uint8Array): Promise<void> => {
    bytes += piece.length;
    if (piece.length > 0 && !sink.write(piece)) await Promise.race([once(sink, 'drain'), failed]);
  };
  const put = async (
    name: string,
    sizeBytes: number,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<string> => {
    await write(encodeTarHeader({ name, sizeBytes }, modifiedAtMs));
    const hash = createHash('sha256');
    let written = 0;
    for await (const piece of pieces) {
      written += piece.length;
      if (written > sizeBytes) break;
      hash.update(piece);
      await write(piece);
    }
    if (written !== sizeBytes) throw changed(name);
    await write(Buffer.alloc(tarPadding(sizeBytes)));
    return hash.digest('hex');
  };
  const putText = async (name: string, text: string): Promise<string> => {
    const content = Buffer.from(text);
    return await put(name, content.length, [content]);
  };
  const putSums = async (): Promise<void> => {
    if (sums.length === 0) return;
    await putText(`checksums/${String(lists++).padStart(5, '0')}.txt`, sums.splice(0).join(''));
  };
  const note = async (name: string, sha256: string): Promise<void> => {
    files++;
    sums.push(`${sha256}  ${name}\n`);
    if (sums.length === FILES_PER_CHECKSUMS) await putSums();
  };

  await note(HEAD_NAME, await putText(HEAD_NAME, `${JSON.stringify(head, undefined, 2)}\n`));
  return {
    get bytes() {
      return bytes;
    },
    get files() {
      return files;
    },
    async add(name, sizeBytes, pieces) {
      await note(name, await put(name, sizeBytes, pieces));
    },
    async finish({ deletedMeanwhile }) {
      await putSums();
      const end: BackupEnd = { files, deletedMeanwhile };
      await putText(END_NAME, `${JSON.stringify(end)}\n`);
      await write(Buffer.alloc(2 * TAR_BLOCK)); // how a tar file ends
      const closed = once(out, 'close'); // after the bytes are on the disk
      sink.end();
      await Promise.race([closed, failed]);
      await rename(draft, file);
    },
    async abandon() {
      sink.destroy();
      out.destroy();
      await rm(draft, { force: true });
    },
  };
}

function changed(name: string): AppError {
  return new AppError('BACKUP_UNWRITABLE', { message: `${name} changed while it was read.`, retry: 'now' });
}
