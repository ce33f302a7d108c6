import { readFile } from 'node:fs/promises';

import { AS_ADMIN } from './admin.ts';

/** An answer, read to its end. */
export interface TusAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Bare tus requests against a server that listens: what a client would send, and nothing it would hide. */
export class TusClient {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async request(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Uint8Array,
  ): Promise<TusAnswer> {
    const response = await fetch(new URL(path, this.#origin), {
      method,
      headers: { 'tus-resumable': '1.0.0', ...AS_ADMIN, ...headers },
      ...(body && { body: new Uint8Array(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  /** Announces an upload. */
  async create(sizeBytes: number, metadata: Record<string, string> = { filename: 'clip.mp4' }): Promise<TusAnswer> {
    return await this.request('POST', '/api/v1/uploads', {
      'upload-length': String(sizeBytes),
      'upload-metadata': tusMetadata(metadata),
    });
  }

  /** Sends one part. */
  async patch(
    path: string,
    offset: number,
    bytes: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<TusAnswer> {
    const own = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers };
    return await this.request('PATCH', path, own, bytes);
  }

  /** Uploads a whole file in one part and answers the id of its video. */
  async upload(
    file: string | Uint8Array,
    fileName = 'clip.mp4',
    metadata: Record<string, string> = {},
  ): Promise<string> {
    const bytes = typeof file === 'string' ? await readFile(file) : file;
    const created = await this.create(bytes.length, { filename: fileName, ...metadata });
    if (created.status !== 201) throw new Error(`upload: wanted 201, got ${created.status} ${created.body}`);
    const location = created.headers.get('location') ?? '';
    const sent = await this.patch(location, 0, bytes);
    if (sent.status !== 204) throw new Error(`upload: wanted 204, got ${sent.status} ${sent.body}`);
    return location.split('/').at(-1) ?? '';
  }
}

/** `Upload-Metadata` of tus 1.0. */
export function tusMetadata(metadata: Record<string, string>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}
