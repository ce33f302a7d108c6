import { open } from 'node:fs/promises';

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** What stores files that are too large for one request. */
export interface FileStore {
  /**
   * Stores a file of this machine under its final key; nobody sees it before it is whole. Parts that an earlier attempt has left
   * go: nobody else may be storing that key in parts.
   */
  storeFile(key: string, file: string, signal?: AbortSignal): Promise<void>;
  /** Removes what `storeFile` left under a prefix when it was cut short; nobody may be storing there. */
  dropUnfinished(prefix: string): Promise<void>;
}

/** Memory for one file: this many parts of this many bytes. */
const PARTS_AT_ONCE = 4;
const PART_BYTES = 8 * 1024 * 1024;
/** S3 takes 10,000 parts. */
const MOST_PARTS = 9_000;

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Stores a file in parts, several at once; a small one by one request. Memory stays flat whatever its size. */
export async function storeFileInParts(
  client: S3Client,
  place: Place,
  headers: { readonly ContentType: string; readonly CacheControl: string },
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const handle = await open(file, 'r');
  const options = { ...(signal && { abortSignal: signal }) };
  try {
    const { size } = await handle.stat();
    const read = async (start: number, end: number): Promise<Buffer> => {
      const bytes = Buffer.allocUnsafe(end - start);
      for (let at = 0; at < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error(`bug: ${file} has become shorter`);
        at += bytesRead;
      }
      return bytes;
    };
    if (size <= PART_BYTES) {
      const Body = await read(0, size);
      await client.send(new PutObjectCommand({ ...place, ...headers, Body, ContentLength: size }), options);
      return;
    }
    // Of a process that was killed while it stored this file: nobody sees its parts, and everybody pays for them.
    await dropUnfinishedUploads(client, place.Bucket, place.Key).catch(() => undefined);
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...place, ...headers }), options);
    const upload = { ...place, UploadId };
    try {
      const partBytes = Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS));
      const count = Math.ceil(size / partBytes);
      const parts: { PartNumber: number; ETag: string | undefined }[] = [];
      let next = 0;
      const sendParts = async (): Promise<void> => {
        while (next < count) {
          const index = next++;
          const Body = await read(index * partBytes, Math.min(size, (index + 1) * partBytes));
          const part = { ...upload, PartNumber: index + 1, Body, ContentLength: Body.length };
          const { ETag } = await client.send(new UploadPartCommand(part), options);
          parts.push({ PartNumber: index + 1, ETag });
        }
      };
      const senders = Array.from({ length: PARTS_AT_ONCE }, sendParts);
      await Promise.all(senders).catch(async (error: unknown) => {
        next = count;
        await Promise.allSettled(senders);
        throw error;
      });
      const Parts = parts.toSorted((a, b) => a.PartNumber - b.PartNumber);
      await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }), options);
    } catch (error) {
      await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined); // the first error counts
      throw error;
    }
  } finally {
    await handle.close();
  }
}

/** Ends the uploads in parts under a prefix that nobody goes on with. */
export async function dropUnfinishedUploads(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  let next: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
  while (next) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix, ...next }),
    );
    for (const { Key, UploadId } of page.Uploads ?? []) {
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined); // gone
    }
    // Some stores name a next page after the last one, too.
    const isMore = page.IsTruncated === true && (page.Uploads ?? []).length > 0;
    next = isMore ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
  }
}
