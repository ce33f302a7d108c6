import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';

import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import type { PartContext } from '../parts/part.ts';
import { AS_ADMIN } from '../served/bench-key.ts';
import { LecternServer } from '../served/lectern-server.ts';
import { announceUpload } from '../served/upload-source.ts';
import { makeSource } from '../sources/make-source.ts';
import { MemoryLog } from './memory-log.ts';

/** What one large upload cost. */
export interface UploadResult {
  readonly sizeBytes: number;
  readonly busyBefore: number;
  /** First byte to the server's 204. */
  readonly seconds: number;
  readonly serverCpuSeconds: number;
  /** Memory of the server's process: largest in the first and in the last quarter. */
  readonly firstBytes: number;
  readonly lastBytes: number;
}

const SOURCE_SECONDS = 60;
const PIECE = Buffer.alloc(1 << 20);

/** Sends one file in one part by tus: a whole lecture, and after it a `free` box of zeros up to the size. */
export async function measureUpload({ say, folder }: PartContext, sizeBytes: number): Promise<UploadResult> {
  const source = await makeSource('lecture', SOURCE_SECONDS);
  const server = await LecternServer.start(folder);
  try {
    const busyBefore = await waitUntilQuiet();
    const id = await announceUpload(server.url, { ...source, sizeBytes });
    const cpuBefore = server.cpuSeconds().own;
    const memory = MemoryLog.start(() => server.ownResidentBytes());
    const startedAt = performance.now();
    await send(`${server.url}/api/v1/uploads/${id}`, sizeBytes, padded(readFileSync(source.path), sizeBytes));
    const seconds = (performance.now() - startedAt) / 1000;
    const [firstBytes, lastBytes] = memory.end().ends(4);
    const serverCpuSeconds = server.cpuSeconds().own - cpuBefore;
    await server.delete(id);
    say(`upload: ${(sizeBytes / seconds / 1e6).toFixed(0)} MB/s`);
    return { sizeBytes, busyBefore, seconds, serverCpuSeconds, firstBytes, lastBytes };
  } finally {
    await server.stop();
  }
}

/** A file, followed by a box that every reader passes over (ISO/IEC 14496-12, 8.1.2), as long as is wanted. */
export function* padded(file: Buffer, sizeBytes: number): Generator<Buffer> {
  yield file;
  let left = sizeBytes - file.length;
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1, 0); // the size follows as 64 bits
  header.write('free', 4, 'latin1');
  header.writeBigUInt64BE(BigInt(left), 8);
  yield header;
  for (left -= header.length; left > 0; left -= PIECE.length) yield PIECE.subarray(0, Math.min(left, PIECE.length));
}

async function send(url: string, sizeBytes: number, bytes: Iterable<Buffer>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const sending = request(url, {
      method: 'PATCH',
      headers: {
        ...{ ...AS_ADMIN, 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-length': sizeBytes },
        'content-type': 'application/offset+octet-stream',
      },
    });
    sending.once('error', reject);
    sending.once('response', (response) => {
      response.resume();
      if (response.statusCode === 204) resolve();
      else reject(new Error(`upload: ${response.statusCode}`));
    });
    Readable.from(bytes, { objectMode: false, highWaterMark: PIECE.length }).once('error', reject).pipe(sending);
  });
}
