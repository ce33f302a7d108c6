import { createReadStream } from 'node:fs';
import { request } from 'node:http';

import type { BenchSource } from '../sources/bench-source.ts';
import { AS_ADMIN } from './bench-key.ts';

const UPLOADS = '/api/v1/uploads';
const TUS = { 'tus-resumable': '1.0.0', ...AS_ADMIN };
const READ_BYTES = 1 << 20;

/** When the parts of an upload happened, in ms since 1970. */
export interface UploadTimes {
  readonly beganAt: number;
  /** The last byte was handed to the system. */
  readonly lastByteAt: number;
  /** The server's 2xx. */
  readonly answeredAt: number;
}

/** Announces an upload by tus. Answers the id of its video, which has an address from now on. */
export async function announceUpload(serverUrl: string, source: BenchSource): Promise<string> {
  const fileName = Buffer.from(`${source.kind}-${source.seconds}s.mp4`).toString('base64');
  const response = await fetch(`${serverUrl}${UPLOADS}`, {
    method: 'POST',
    headers: { ...TUS, 'upload-length': String(source.sizeBytes), 'upload-metadata': `filename ${fileName}` },
  });
  const id = response.headers.get('location')?.split('/').at(-1);
  if (response.status !== 201 || id === undefined) throw new Error(`upload: ${response.status}`);
  return id;
}

/** Sends a whole source in one part, as the upload page does. */
export async function sendSource(serverUrl: string, id: string, source: BenchSource): Promise<UploadTimes> {
  const beganAt = Date.now();
  return await new Promise((resolve, reject) => {
    let lastByteAt = 0;
    const sending = request(`${serverUrl}${UPLOADS}/${id}`, {
      method: 'PATCH',
      headers: {
        ...{ ...TUS, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
        'content-length': source.sizeBytes,
      },
    });
    sending.once('finish', () => (lastByteAt = Date.now()));
    sending.once('error', reject);
    sending.once('response', (response) => {
      const answeredAt = Date.now();
      response.resume();
      if (response.statusCode === 204) resolve({ beganAt, lastByteAt, answeredAt });
      else reject(new Error(`upload of ${id}: ${response.statusCode}`));
    });
    createReadStream(source.path, { highWaterMark: READ_BYTES }).once('error', reject).pipe(sending);
  });
}
