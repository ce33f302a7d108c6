/**
 * A backup is one tar file (gzipped where its name says so), written and read from front to end:
 *
 *     lectern-backup.json            what it is (BackupHead)
 *     tables/<table>/00000.ndjson    rows as JSON, one a line, about 1 MiB a file
 *     media/originals/… hls/… …      objects under their own keys
 *     checksums/00000.txt            SHA-256 of the files before it, as `sha256sum -c` reads them
 *     end.json                       how many files there were (BackupEnd): without it the file is cut off
 */
export interface BackupHead {
  readonly format: 'lectern-backup';
  readonly formatVersion: 1;
  readonly createdAt: string;
  readonly lecternVersion: string;
  /** The newest change of the tables that was applied: `created_at` of drizzle's own table. */
  readonly migration: number;
  /** What of the media is in it. */
  readonly holds: { readonly originals: boolean; readonly renditions: boolean; readonly training: boolean };
}

/** The last file. */
export interface BackupEnd {
  readonly files: number;
  /** Videos whose rows are in it and which were deleted while it was written: their files may be missing. */
  readonly deletedMeanwhile: readonly string[];
}

export const HEAD_NAME = 'lectern-backup.json';
export const END_NAME = 'end.json';

/** Checksums are written after this many files, so that neither side holds more of them in memory. */
export const FILES_PER_CHECKSUMS = 1000;

/** JSON and checksum files are read whole: anything larger than this is not ours. */
export const MOST_TEXT_BYTES = 64 * 1024 * 1024;

/** What a name in a backup stands for. */
export type MemberKind =
  | { readonly kind: 'head' | 'checksums' | 'end' }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'object'; readonly key: string };

/** Undefined for every name that a backup never has: what would leave its folder is among those. */
export function memberKind(name: string): MemberKind | undefined {
  if (name === HEAD_NAME) return { kind: 'head' };
  if (name === END_NAME) return { kind: 'end' };
  if (/^checksums\/\d{5,}\.txt$/.test(name)) return { kind: 'checksums' };
  const [, table] = /^tables\/([a-z][a-z0-9_]{0,62})\/\d{5,}\.ndjson$/.exec(name) ?? [];
  if (table !== undefined) return { kind: 'table', table };
  const [, key] = /^media\/((?:originals|hls|training)\/.+)$/.exec(name) ?? [];
  if (key === undefined || !key.split('/').every((part) => /^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(part)))
    return undefined;
  return { kind: 'object', key };
}
