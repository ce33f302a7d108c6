/** Bytes of an object with what a reader must know. */
export interface ObjectInfo {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/** Half-open range of bytes: `start` included, `end` excluded. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Stores immutable bytes under keys such as `hls/<video>/<revision>/720p/segment_00000.m4s`. Keys never leave their root. */
export interface ObjectStore {
  /** Stores atomically: a reader sees the old bytes or the new, never a part. Durable when it returns. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The same unless there is such an object already; false: there is. Absent where a store cannot tell in one step. */
  putNew?(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Whole bytes, or undefined when there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** A stream of the object or of a range of it. Throws AppError OBJECT_MISSING when there is none. */
  read(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array>>;
  /** Stores the bytes of one object under another key too, with that key's headers; atomically, as `put` does. */
  copy(from: string, to: string): Promise<void>;
  stat(key: string): Promise<ObjectInfo | undefined>;
  /** Keys under a prefix, in order. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** No error when it is already gone. */
  delete(key: string): Promise<void>;
  /** Removes what writes that were cut short have left under such a prefix; nobody may be writing there. */
  deleteUnfinished?(prefix: string): Promise<void>;
  /** Deletes everything under a prefix that ends in `/`. */
  deletePrefix(prefix: string): Promise<void>;
}
