import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { AppError } from '../../kernel/app-error.ts';
import {
  type BackupEnd,
  type BackupHead,
  FILES_PER_CHECKSUMS,
  type MemberKind,
  memberKind,
  MOST_TEXT_BYTES,
} from './backup-format.ts';
import { ByteSource } from './byte-source.ts';
import { decodeTarHeader, TAR_BLOCK, tarPadding } from './tar-header.ts';

/** What was found in a backup, in the order of the file. */
export type BackupMember =
  | { readonly kind: 'head'; readonly head: BackupHead }
  | { readonly kind: 'table'; readonly table: string; readonly rows: readonly string[] }
  /** To be read before the next member is asked for; what is not read is passed over. */
  | {
      readonly kind: 'object';
      readonly key: string;
      readonly sizeBytes: number;
      readonly pieces: AsyncIterable<Uint8Array>;
    }
  | { readonly kind: 'end'; readonly end: BackupEnd };

/**
 * Reads a backup from front to end in flat memory and compares all checksums; the last member is always `end`.
 *
 * An object's checksum is compared after it was handed out: read the whole file once before anything is changed.
 * Throws AppError BACKUP_FOREIGN, BACKUP_TOO_NEW or BACKUP_DAMAGED.
 */
export async function* readBackup(file: string): AsyncGenerator<BackupMember> {
  const source = new ByteSource(bytesOf(file));
  try {
    yield* membersIn(file, source);
  } finally {
    await source.close();
  }
}

async function* membersIn(file: string, source: ByteSource): AsyncGenerator<BackupMember> {
  const sums = new Map<string, string>();
  let files = 0;
  for (;;) {
    const block = await source.take(TAR_BLOCK);
    const header = block.length === TAR_BLOCK ? decodeTarHeader(block) : undefined;
    const kind = header && header !== 'foreign' ? memberKind(header.name) : undefined;
    const isFirst = files === 0;
    if (isFirst && kind?.kind !== 'head') throw foreign(file);
    if (!header) throw damaged(file, 'its end is missing');
    if (header === 'foreign' || !kind || (kind.kind === 'head' && !isFirst)) {
      throw damaged(file, `it holds something at file ${files + 1} that no backup has`);
    }
    const { name, sizeBytes } = header;
    const hash = createHash('sha256');
    const pieces = hashed(source.stream(sizeBytes), hash, (count) => {
      if (count < sizeBytes) throw damaged(file, `it is cut off inside ${name}`);
    });
    yield* membersOf(file, kind, sizeBytes, pieces, sums, files);
    if (kind.kind === 'end') return;
    while ((await pieces.next()).done !== true); // what nobody wanted
    await source.take(tarPadding(sizeBytes));
    if (kind.kind === 'checksums') continue;
    files++;
    sums.set(name, hash.digest('hex'));
    if (sums.size > FILES_PER_CHECKSUMS) throw damaged(file, 'checksums are missing');
  }
}

async function* membersOf(
  file: string,
  kind: MemberKind,
  sizeBytes: number,
  pieces: AsyncGenerator<Uint8Array>,
  sums: Map<string, string>,
  files: number,
): AsyncGenerator<BackupMember> {
  if (kind.kind === 'object') {
    yield { kind: 'object', key: kind.key, sizeBytes, pieces };
    return;
  }
  if (sizeBytes > MOST_TEXT_BYTES)
    throw damaged(file, `a file in it has ${sizeBytes} bytes, more than any backup has there`);
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(piece);
  const text = Buffer.concat(read).toString('utf8');
  switch (kind.kind) {
    case 'head':
      yield { kind: 'head', head: parseHead(file, text) };
      return;
    case 'table':
      yield { kind: 'table', table: kind.table, rows: text.split('\n').filter((row) => row !== '') };
      return;
    case 'checksums':
      compare(file, text, sums);
      return;
    case 'end': {
      const end = parse<BackupEnd>(file, text);
      if (sums.size > 0 || end.files !== files)
        throw damaged(file, `${end.files} files were written and ${files} found`);
      yield { kind: 'end', end };
    }
  }
}

/** Passes bytes on and sums them up. */
async function* hashed(
  pieces: AsyncGenerator<Uint8Array>,
  hash: { update(piece: Uint8Array): unknown },
  atEnd: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const piece of pieces) {
    count += piece.length;
    hash.update(piece);
    yield piece;
  }
  atEnd(count);
}

function compare(file: string, text: string, sums: Map<string, string>): void {
  for (const line of text.split('\n').filter(Boolean)) {
    const [sha256, name = ''] = line.split('  ');
    if (sums.get(name) !== sha256) throw damaged(file, `${name} is not as it was written`);
    sums.delete(name);
  }
  if (sums.size > 0) throw damaged(file, 'checksums are missing');
}

function parseHead(file: string, text: string): BackupHead {
  const head = parse<Partial<BackupHead>>(file, text);
  if (head.format !== 'lectern-backup') throw foreign(file);
  if (head.formatVersion !== 1) {
    throw new AppError('BACKUP_TOO_NEW', {
      message: `${file} was made by Lectern ${head.lecternVersion}, in a newer format.`,
    });
  }
  return head as BackupHead;
}

function parse<Value>(file: string, text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    throw damaged(file, 'a file in it cannot be read', cause);
  }
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new AppError('BACKUP_FOREIGN', { message: `${file} cannot be opened.`, cause });
  });
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  await handle.close();
  const stream = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const isGzip = bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
  const unpacked = isGzip ? pipeline(stream, createGunzip(), () => undefined) : stream;
  try {
    yield* unpacked as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw damaged(file, 'it is cut off or changed', cause); // in zlib's own words
  } finally {
    stream.destroy();
  }
}

function foreign(file: string): AppError {
  return new AppError('BACKUP_FOREIGN', { message: `${file} is not a backup of Lectern.` });
}

function damaged(file: string, why: string, cause?: unknown): AppError {
  return new AppError('BACKUP_DAMAGED', { message: `${file} cannot be restored: ${why}.`, cause });
}
