import { setTimeout as delay } from 'node:timers/promises';

import { openBrowser } from '../../e2e/browser.ts';
import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { LecternServer } from '../served/lectern-server.ts';
import { StoredStream } from '../served/stored-stream.ts';
import { watchUpload } from '../served/watch-upload.ts';
import type { Stall } from '../served/watched-page.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import type { PartContext } from './part.ts';

/** Somebody watches from the start while the rest is encoded. */
export interface PlayResult {
  readonly minutes: number;
  readonly busyBefore: number;
  /** How long it was watched, from the first frame on. */
  readonly watchedSeconds: number;
  /** Seconds of the video that were played in this time. */
  readonly playedSeconds: number;
  readonly stalls: readonly Stall[];
  /** Picture heights, each with the second of the video from which it was shown. */
  readonly heights: readonly { readonly atSeconds: number; readonly height: number }[];
  readonly droppedFrames: number;
  readonly frames: number;
  /** Seconds of video that became ready in every rendition in a second; over 1 nothing has to stall. */
  readonly encodingSpeed: number;
  /** Answers 503 and held requests. */
  readonly putOff: number;
  readonly held: number;
}

/** Watches a new upload from its first frame on for some seconds. */
export async function measurePlayWhileEncoding(
  { say, folder }: PartContext,
  { minutes, watchSeconds }: { minutes: number; watchSeconds: number },
): Promise<PlayResult> {
  const source = await makeLoopedLecture(minutes);
  const server = await LecternServer.start(folder);
  try {
    const busyBefore = await waitUntilQuiet();
    const browser = await openBrowser();
    try {
      return await watchUpload({ server, browser, source }, async ({ id, page, times }) => {
        await delay(watchSeconds * 1000);
        const [position, state] = [await page.position(), await page.state()];
        const requests = await page.requests(times.beganAt);
        const stalls = [...state.stalls, ...(position.openStall ? [position.openStall] : [])];
        say(`play, ${minutes} min: ${stalls.length} stalls in ${watchSeconds} s`);
        const { atSeconds, droppedFrames, frames } = position;
        const encodedSeconds = wholeSeconds(new StoredStream(server.dataFolder, id));
        return {
          ...{ minutes, busyBefore, watchedSeconds: watchSeconds, playedSeconds: atSeconds, stalls },
          ...{ heights: state.heights, droppedFrames, frames },
          encodingSpeed: encodedSeconds / ((Date.now() - times.lastByteAt) / 1000),
          putOff: requests.filter(({ status }) => status === 503).length,
          held: requests.filter(({ heldMs }) => heldMs !== undefined).length,
        };
      });
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** Seconds of the video that exist in every rendition of the picture. */
function wholeSeconds(stored: StoredStream): number {
  const parts = stored.parts().filter(({ rendition }) => /^\d+p$/.test(rendition));
  const renditions = new Set(parts.map(({ rendition }) => rendition));
  const [first] = renditions;
  if (first === undefined) return 0;
  return stored
    .segments(first)
    .filter(({ index }) => parts.filter(({ segment }) => segment === index).length === renditions.size)
    .reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
}
