import { setTimeout as sleep } from 'node:timers/promises';

import { AS_ADMIN } from '../server/admin.ts';
import { tusMetadata } from '../server/tus-client.ts';
import type { HttpViewer, ViewerAnswer } from './http-viewer.ts';

const PARTS = 40;
const PAUSE_MS = 300;
const TRY_AGAIN_MS = 500;
const MOST_TROUBLES = 200;

/** An upload that takes its time. */
export interface ResumingUpload {
  /** Settles when the first part was taken. */
  readonly isUnderWay: Promise<void>;
  /** How often it was begun: more than once means that bytes were sent for nothing. */
  readonly beginnings: number;
  /** What went wrong, in words; the client went on after each. */
  readonly troubles: readonly string[];
  /** Sends the rest, and answers the id of the video. */
  finish(): Promise<string>;
}

/**
 * Uploads a file in parts with pauses, and keeps the last part until `finish`. It decides as tus-js-client 4 does: after a
 * failure it asks for the offset; 423 or no answer means to ask again, any other refusal of that question to begin anew.
 */
export function uploadSlowly(client: HttpViewer, bytes: Buffer, fileName: string, pauseMs = PAUSE_MS): ResumingUpload {
  const troubles: string[] = [];
  let beginnings = 0;
  let letBeUnderWay = (): void => undefined;
  const isUnderWay = new Promise<void>((resolve) => void (letBeUnderWay = resolve));
  let letFinish = (): void => undefined;
  const mayFinish = new Promise<void>((resolve) => void (letFinish = resolve));
  const ask = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Buffer,
  ): Promise<ViewerAnswer> => {
    const answer = await client.ask(method, path, body, { ...AS_ADMIN, 'tus-resumable': '1.0.0', ...headers });
    if (answer.status < 200 || answer.status > 299) {
      troubles.push(`${method}: ${answer.status} ${answer.body.toString('utf8', 0, 200)}`);
      if (troubles.length > MOST_TROUBLES) throw new Error(`the upload does not go on: ${troubles.at(-1)}`);
      await sleep(TRY_AGAIN_MS);
    }
    return answer;
  };
  const begin = async (): Promise<string> => {
    for (;;) {
      const announced = {
        'upload-length': String(bytes.length),
        'upload-metadata': tusMetadata({ filename: fileName }),
      };
      const { status, headers } = await ask('POST', '/api/v1/uploads', announced);
      beginnings++;
      if (status === 201) return headers.location ?? '';
    }
  };
  const send = async (): Promise<string> => {
    let location = await begin();
    let offset = 0;
    while (offset < bytes.length) {
      if (bytes.length - offset <= bytes.length / PARTS) await mayFinish;
      const part = bytes.subarray(offset, offset + Math.ceil(bytes.length / PARTS));
      const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) };
      const sent = await ask('PATCH', location, type, part);
      if (sent.status === 204) {
        offset += part.length;
        letBeUnderWay();
        await sleep(pauseMs);
        continue;
      }
      for (;;) {
        const { status, headers } = await ask('HEAD', location, {});
        if (status === 423 || status === 0) continue;
        if (status === 200) offset = Number(headers['upload-offset']);
        else [location, offset] = [await begin(), 0];
        break;
      }
    }
    return location.split('/').at(-1) ?? '';
  };
  const sending = send();
  sending.catch(() => undefined); // it is told to whoever finishes it
  return {
    troubles,
    isUnderWay,
    get beginnings() {
      return beginnings;
    },
    async finish() {
      letFinish();
      return await sending;
    },
  };
}
