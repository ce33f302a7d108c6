import { createHash } from 'node:crypto';
import path from 'node:path';

import type { FileStore } from '../../../adapters/object-store/s3/store-file.ts';
import { AppError } from '../../../kernel/app-error.ts';
import type { ObjectInfo, ObjectStore } from '../../../ports/object-store.ts';

/** What became of one file. */
export type CopyOutcome = 'copied' | 'there' | 'gone';

/** Files that are copied at the same time. */
const AT_ONCE = 4;

/** A file that changes while it is copied is copied again this often. */
const COPIES = 5;

/** What a copy needs to know. */
export interface CopyOptions {
  readonly from: ObjectStore;
  /** Where `from` keeps its files. */
  readonly folder: string;
  readonly to: ObjectStore & FileStore;
  /** Whether an earlier run has proven that the bucket has it. */
  readonly isKnown: (file: ObjectInfo) => boolean;
  /** SHA-256 of what an earlier run has copied under a name. */
  readonly copiedSum: (key: string) => string | undefined;
  /** `sum`: SHA-256 of what is in the bucket; undefined when it is gone. */
  readonly onFile: (file: ObjectInfo, outcome: CopyOutcome, sum: string | undefined) => Promise<void>;
}

/**
 * Copies every file of a folder store to a bucket, unless the bucket has it, and reads back what is there. Safe to stop and
 * to run again. Throws AppError STORAGE_DIFFERS when the bucket gives back other bytes.
 */
export async function copyToBucket(options: CopyOptions): Promise<void> {
  const files = options.from.list('')[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    for (let next = await files.next(); next.done !== true; next = await files.next()) {
      const file = next.value;
      if (options.isKnown(file)) continue;
      const [outcome, sum] = await copyOne(options, file);
      await options.onFile(file, outcome, sum);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function copyOne(options: CopyOptions, file: ObjectInfo): Promise<[CopyOutcome, string | undefined]> {
  const { from, folder, to, copiedSum } = options;
  const { key, sizeBytes } = file;
  let own = await sumOf(from, key);
  const there = await sumOf(to, key);
  if (own === undefined) return ['gone', undefined];
  if (own === there) return ['there', there];
  // What an earlier run has copied may be copied again: the file has changed since.
  if (there !== undefined && there !== copiedSum(key)) {
    if (!isRewritten(key)) throw differs(key, sizeBytes);
    // The newer one is right: a server that runs on the bucket already has written it, or one that runs on the disk.
    if (await isNewerThan(to, file)) return ['there', there];
  }
  for (let left = COPIES; ; left--) {
    await to.storeFile(key, path.join(folder, key)).catch(ifGone);
    const [copy, now] = [await sumOf(to, key), await sumOf(from, key)];
    if (now === undefined) {
      // Deleted by a server in this moment, in both places.
      await to.delete(key);
      return ['gone', undefined];
    }
    if (copy === now) return ['copied', copy];
    // Once more when it was changed meanwhile; otherwise the bucket does not keep what it is given.
    if (left === 0 || now === own) throw differs(key, sizeBytes);
    own = now;
  }
}

/** What may change under its name: everything of a video but its segments, which have their sums in the tables. */
function isRewritten(key: string): boolean {
  return key.startsWith('hls/') && !/\.(m4s|mp4)$/.test(key);
}

async function isNewerThan(store: ObjectStore, { key, modifiedAtMs }: ObjectInfo): Promise<boolean> {
  return ((await store.stat(key))?.modifiedAtMs ?? 0) > modifiedAtMs;
}

function differs(key: string, sizeBytes: number): AppError {
  return new AppError('STORAGE_DIFFERS', {
    message: `${key} (${sizeBytes} bytes) is not the same on the disk and in the bucket.`,
  });
}

async function sumOf(store: ObjectStore, key: string): Promise<string | undefined> {
  const sum = createHash('sha256');
  try {
    for await (const bytes of await store.read(key)) sum.update(bytes);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return sum.digest('hex');
}

function ifGone(error: unknown): void {
  if (!isMissing(error)) throw error;
}

function isMissing(error: unknown): boolean {
  if (error instanceof AppError && error.code === 'OBJECT_MISSING') return true;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return code === 'ENOENT' || (cause !== undefined && isMissing(cause));
}
