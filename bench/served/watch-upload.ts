import type { Browser } from 'playwright-core';

import type { BenchSource } from '../sources/bench-source.ts';
import type { LecternServer } from './lectern-server.ts';
import { announceUpload, sendSource, type UploadTimes } from './upload-source.ts';
import { type PageState, WatchedPage } from './watched-page.ts';

const FIRST_FRAME_MS = 120_000;

/** A video whose first frame is on the screen of somebody who waited for it. */
export interface PlayingUpload {
  readonly id: string;
  readonly page: WatchedPage;
  readonly times: UploadTimes;
  readonly state: PageState & { readonly firstFrameAt: number };
}

/** Announces a video, opens its watch page, sends the file, and waits for the first frame. `use` gets it playing. */
export async function watchUpload<T>(
  { server, browser, source }: { server: LecternServer; browser: Browser; source: BenchSource },
  use: (playing: PlayingUpload) => Promise<T>,
): Promise<T> {
  const id = await announceUpload(server.url, source);
  let page: WatchedPage | undefined;
  try {
    page = await WatchedPage.open(browser, server.url, id);
    const times = await sendSource(server.url, id, source);
    const state = await page.firstFrame(FIRST_FRAME_MS);
    return await use({ id, page, times, state });
  } finally {
    await page?.close();
    await server.delete(id); // the rest of the encode would be in the way of the next measurement
  }
}
