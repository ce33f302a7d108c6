import { AsyncLocalStorage } from 'node:async_hooks';

import type { Principal } from '../../accounts/principal.ts';
import type { AppError } from '../../kernel/app-error.ts';

/** What one request of an upload carries through the tus library to our store and back. */
export interface UploadRequest {
  readonly uploader: Principal;
  readonly checksum?: UploadChecksum;
  /** An error of ours that the library can only pass on as a status. */
  error?: AppError;
}

/** `Upload-Checksum` of tus 1.0: the part must have this digest. */
export interface UploadChecksum {
  readonly algorithm: 'sha1' | 'sha256' | 'md5';
  readonly digest: Buffer;
}

/** Algorithms announced in `Tus-Checksum-Algorithm`; sha1 is the one that the protocol demands. */
export const CHECKSUM_ALGORITHMS = ['sha1', 'sha256', 'md5'] as const;

/** The request that is being handled. */
export const currentUpload = new AsyncLocalStorage<UploadRequest>();

/** Undefined for a header that does not name a known algorithm and a digest. */
export function parseChecksum(header: string): UploadChecksum | undefined {
  const [name, value] = header.trim().split(' ');
  const algorithm = CHECKSUM_ALGORITHMS.find((each) => each === name);
  return algorithm && value ? { algorithm, digest: Buffer.from(value, 'base64') } : undefined;
}
