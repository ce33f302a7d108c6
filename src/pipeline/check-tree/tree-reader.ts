import type { ByteRange } from '../../ports/object-store.ts';

/**
 * Reads the files of one HLS tree, from a folder or a server. Paths are the reader's own: what `resolve` and `findEntry` gave.
 * Implementations bound sizes and times, and never leave the tree.
 */
export interface TreeReader {
  readonly transport: 'folder' | 'http';
  /** The playlist to begin with. Throws AppError SOURCE_MISSING when there is none. */
  findEntry(): Promise<string>;
  /** What a URI in the playlist at `fromPath` names; undefined when it lies outside the tree or on another server. */
  resolve(fromPath: string, uri: string): string | undefined;
  /** Reads a file, or a range of it that must be there whole. What goes wrong is an answer, not an error. */
  read(path: string, range?: ByteRange): Promise<TreeAnswer>;
}

/** Bytes, or in words why there are none (`is missing`, `answered 503`). */
export type TreeAnswer = TreeFile | { readonly fault: string };

/** A file, or a range of one. */
export interface TreeFile {
  readonly bytes: Uint8Array;
  /** Undefined for a folder. */
  readonly response?: {
    readonly contentType?: string;
    readonly contentEncoding?: string;
    readonly isRedirected: boolean;
  };
}
