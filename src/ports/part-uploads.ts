/** An upload in parts that is under way in a store. */
export interface PartUpload {
  /** What it becomes. */
  readonly key: string;
  /** The store's own name for it. */
  readonly uploadId: string;
}

/** A part that the store has. */
export interface StoredPart {
  /** From 1. */
  readonly partNumber: number;
  readonly sizeBytes: number;
  readonly etag: string;
}

/** Uploads whose parts somebody else sends straight to the store, to addresses that are signed here. */
export interface PartUploads {
  /** Nobody sees an object before it is joined. */
  begin(key: string): Promise<PartUpload>;
  /** Where one part of exactly so many bytes may be sent by PUT, for so long. Whoever has the address may. */
  sign(upload: PartUpload, part: Omit<StoredPart, 'etag'>, validSeconds: number): Promise<string>;
  /** What has come so far, in order; undefined: there is no such upload, or it is an object already. */
  list(upload: PartUpload): Promise<StoredPart[] | undefined>;
  /** Makes the object. Does nothing where there is no such upload, or it is an object already. */
  join(upload: PartUpload, parts: readonly StoredPart[]): Promise<void>;
  /** What every signed address begins with. */
  address(): Promise<string>;
}
