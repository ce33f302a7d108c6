import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

import type { PartUpload, PartUploads, StoredPart } from '../../../ports/part-uploads.ts';

/** What the store that this is part of knows. */
interface Surroundings {
  readonly at: (key: string) => { readonly Bucket: string; readonly Key: string };
  readonly headersOf: (key: string) => { readonly ContentType: string; readonly CacheControl: string };
  /** Makes an AppError of what the SDK throws. */
  readonly attempt: <T>(what: string, request: Promise<T>) => Promise<T>;
}

/** Uploads in parts of one bucket, under their final keys. */
export function s3PartUploads(client: S3Client, { at, headersOf, attempt }: Surroundings): PartUploads {
  const of = ({ key, uploadId }: PartUpload) => ({ ...at(key), UploadId: uploadId });
  const sign: PartUploads['sign'] = async (upload, { partNumber, sizeBytes }, validSeconds) => {
    // The length is signed too: the store refuses a body of another one.
    const command = new UploadPartCommand({ ...of(upload), PartNumber: partNumber, ContentLength: sizeBytes });
    return await attempt('sign a part', getSignedUrl(client, command, { expiresIn: validSeconds }));
  };
  return {
    async begin(key) {
      const request = new CreateMultipartUploadCommand({ ...at(key), ...headersOf(key) });
      const { UploadId } = await attempt(`begin an upload of ${key}`, client.send(request));
      return { key, uploadId: UploadId ?? '' };
    },
    sign,
    async list(upload) {
      const readAll = async (): Promise<StoredPart[]> => {
        const parts: StoredPart[] = [];
        // Not by the SDK's paginator: Ceph names a next page after the last one, too.
        for (let from: string | undefined, isMore = true; isMore;) {
          const page = await client.send(new ListPartsCommand({ ...of(upload), PartNumberMarker: from }));
          for (const { PartNumber = 0, Size = 0, ETag = '' } of page.Parts ?? []) {
            parts.push({ partNumber: PartNumber, sizeBytes: Size, etag: ETag });
          }
          from = page.NextPartNumberMarker;
          isMore = page.IsTruncated === true && from !== undefined;
        }
        return parts;
      };
      return await unlessGone(`list the parts of ${upload.key}`, readAll());
    },
    async join(upload, parts) {
      const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }));
      const request = new CompleteMultipartUploadCommand({ ...of(upload), MultipartUpload: { Parts } });
      await unlessGone(`join the parts of ${upload.key}`, client.send(request));
    },
    async address() {
      const key = 'probe';
      const url = new URL(await sign({ key, uploadId: 'none' }, { partNumber: 1, sizeBytes: 1 }, 1));
      const written = at(key).Key.split('/').map(encodeURIComponent).join('/');
      return `${url.origin}${url.pathname.slice(0, -written.length)}`;
    },
  };

  async function unlessGone<T>(what: string, request: Promise<T>): Promise<T | undefined> {
    const own = request.catch((error: unknown) => {
      if ((error as { name?: string }).name === 'NoSuchUpload') return undefined;
      throw error;
    });
    return await attempt(what, own);
  }
}
