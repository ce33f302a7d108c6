import { setTimeout as delay } from 'node:timers/promises';

import type { BenchSource } from '../sources/bench-source.ts';
import type { LecternServer } from './lectern-server.ts';
import { StoredStream } from './stored-stream.ts';
import { announceUpload, sendSource } from './upload-source.ts';

/** A whole job of a server, without anybody watching. */
export interface WholeEncode {
  /** From the last byte to the last cell, and to the end of it all. */
  readonly filledSeconds: number;
  readonly readySeconds: number;
  /** Server and all it ran, from the first byte of the upload on. */
  readonly cpuSeconds: number;
  /** The server's own process: HTTP, database, segments, checks. The rest of `cpuSeconds` is FFmpeg. */
  readonly ownCpuSeconds: number;
  /** Server and all it ran, at the worst look; pages they share count once for each process. */
  readonly peakMemoryBytes: number;
}

/** The times come from the server; looking more often would only cost processor time. */
const LOOK_MS = 500;

/** Uploads a source and waits until it is ready. Throws when the video fails. Nothing else may go on in the server. */
export async function encodeWhole(server: LecternServer, source: BenchSource): Promise<WholeEncode> {
  const cpuBefore = server.cpuSeconds();
  let peakMemoryBytes = 0;
  const id = await announceUpload(server.url, source);
  const { lastByteAt } = await sendSource(server.url, id, source);
  for (;;) {
    await delay(LOOK_MS);
    peakMemoryBytes = Math.max(peakMemoryBytes, server.residentBytes());
    const { state, readyAt, error } = await server.video(id);
    if (state === 'failed') throw new Error(`the server failed: ${error?.code} ${error?.message}`);
    if (state !== 'ready' || readyAt === undefined) continue;
    const cpuAfter = server.cpuSeconds();
    const cells = new StoredStream(server.dataFolder, id).parts().filter(({ segment }) => segment !== undefined);
    const filledAt = Math.max(...cells.map(({ storedAt }) => storedAt));
    await server.delete(id);
    return {
      filledSeconds: (filledAt - lastByteAt) / 1000,
      readySeconds: (Date.parse(readyAt) - lastByteAt) / 1000,
      cpuSeconds: cpuAfter.all - cpuBefore.all,
      ownCpuSeconds: cpuAfter.own - cpuBefore.own,
      peakMemoryBytes,
    };
  }
}
