import { setTimeout as sleep } from 'node:timers/promises';

import { TusClient } from '../server/tus-client.ts';

const TRY_AGAIN_MS = 300;
const GIVE_UP_AFTER_MS = 180_000;

/**
 * Uploads a file as a browser does that does not give up: after an error it asks how far the upload is and goes on there.
 * `origin` is asked anew each time, since a server that was started again may have another address. Answers the id.
 */
export async function uploadStubbornly(origin: () => string, bytes: Uint8Array, fileName: string): Promise<string> {
  const deadline = performance.now() + GIVE_UP_AFTER_MS;
  let said = '';
  const until = async <T>(what: (tus: TusClient) => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const answer = await what(new TusClient(origin())).catch((error: unknown) => void (said = String(error)));
      if (answer !== undefined) return answer;
      if (performance.now() > deadline) throw new Error(`the upload was never taken: ${said}`);
      await sleep(TRY_AGAIN_MS);
    }
  };
  const location = await until(async (tus) => {
    const created = await tus.create(bytes.length, { filename: fileName });
    said = `${created.status} ${created.body}`;
    return created.status === 201 ? (created.headers.get('location') ?? undefined) : undefined;
  });
  await until(async (tus) => {
    const head = await tus.request('HEAD', location);
    said = `HEAD ${head.status}`;
    if (head.status !== 200) return undefined;
    const offset = Number(head.headers.get('upload-offset'));
    if (offset === bytes.length) return true;
    const sent = await tus.patch(location, offset, bytes.subarray(offset));
    said = `PATCH ${sent.status} ${sent.body}`;
    return sent.status === 204 ? true : undefined;
  });
  return location.split('/').at(-1) ?? '';
}
