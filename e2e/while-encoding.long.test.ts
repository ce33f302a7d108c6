import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { signedIn } from '../test/support/server/signed-in.ts';
import { openBrowser, openPage } from './browser.ts';
import { CLIP_SECONDS, startEncodingServer } from './encoding-server.ts';
import type { EncodingServer } from './encoding-server.ts';
import { PlayerPage } from './player-page.ts';

const ROOT = join(import.meta.dirname, '..');
const SEGMENT = /\/(240p|360p)\/segment_(\d+)\.m4s$/;

let server: EncodingServer;
let browser: Browser;
let id: string;
/** Where the encode stands still. */
let frontierSeconds: number;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/prepare.mjs'], { cwd: ROOT, stdio: 'ignore' }); // the server's pages
  server = await startEncodingServer();
  browser = await openBrowser();
});

beforeEach(async () => {
  ({ id, frontierSeconds } = await server.uploadLecture());
});

afterEach(() => server.deleteLecture(id));

afterAll(async () => {
  await browser.close();
});

async function openPlayer(options: Parameters<typeof openPage>[2] = {}) {
  const { page, complaints } = await openPage(browser, `${server.url}/watch/${id}`, {
    storageState: await signedIn(server.url),
    ...options,
  });
  onTestFinished(() => page.context().close());
  const asked: Array<{ rendition: string; segment: number }> = [];
  page.on('request', (request) => {
    const [, rendition = '', segment = ''] = SEGMENT.exec(request.url()) ?? [];
    if (rendition !== '') asked.push({ rendition, segment: Number(segment) });
  });
  const player = new PlayerPage(page);
  await player.video.waitFor();
  /** The parts of the seek bar that are shown as not encoded, in seconds. */
  const gaps = () =>
    page
      .locator('lectern-player .lectern-unfilled div')
      .evaluateAll((spans: ReadonlyArray<{ style: { left: string; width: string } }>) =>
        spans.map(({ style }) => [Number.parseFloat(style.left), Number.parseFloat(style.width)] as const),
      )
      .then((shown) =>
        shown.map(([left, width]) => [left, left + width].map((share) => Math.round((share * CLIP_SECONDS) / 100))),
      );
  await expect.poll(gaps).toEqual([[frontierSeconds, CLIP_SECONDS]]);
  return { page, player, asked, complaints, gaps };
}

describe('a video that is still being encoded', () => {
  it('shows a picture where nothing is yet: the lowest quality first, then better ones as they come', async () => {
    const { page, player, asked, complaints, gaps } = await openPlayer();
    await page.getByText('Playable now').waitFor();
    await player.start();
    await player.waitUntil(({ height }) => height === 360);
    asked.length = 0;
    await player.seek(44.5);
    await player.waitUntil(({ seconds, height }) => seconds > 45 && height === 240);
    expect(asked[0]).toEqual({ rendition: '240p', segment: 12 });
    expect(asked.every(({ rendition }) => rendition === '240p')).toBe(true);
    // From the sought segment on, for the three segments of one urgent encode at least.
    await expect.poll(async () => (await gaps())[0]).toEqual([frontierSeconds, 42]);

    await page.keyboard.press('k');
    server.background.open();
    await expect.poll(() => server.filledUntil(id, '360p'), { timeout: 60_000 }).toBe(CLIP_SECONDS);
    await page.keyboard.press('k');
    await player.waitUntil(({ height }) => height === 360);
    expect(await player.failure.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.getByText('Ready', { exact: true }).waitFor();
    await expect.poll(gaps).toEqual([]);
  });

  it('shows a lower quality where the picked one is missing, says so, and returns to it', async () => {
    const { page, player } = await openPlayer();
    await player.start();
    await player.pickQuality('360p');
    await player.waitUntil(({ height }) => height === 360);

    await player.seek(44.5);
    await player.notice.getByText('360p is still being prepared here. Playing 240p until it is ready.').waitFor();
    await player.waitUntil(({ seconds, height }) => seconds > 45 && height === 240);
    await page.getByRole('button', { name: 'Quality: 360p (now 240p)' }).waitFor();
    expect(await player.details()).toMatchObject({
      'On screen': expect.stringMatching(/^426 × 240, 240p, /) as string,
      Buffered: expect.stringMatching(/^\d+\.\d s$/) as string,
      Chosen: '360p, being prepared',
      Network: expect.stringMatching(/bit\/s$/) as string,
      'Waits for the server': expect.stringMatching(/^[1-9]\d*, \d+ s$/) as string,
      Prepared: expect.stringMatching(/^[4-7]\d % of all qualities$/) as string,
    });

    await page.keyboard.press('k');
    server.background.open();
    await expect.poll(() => server.filledUntil(id, '360p'), { timeout: 60_000 }).toBe(CLIP_SECONDS);
    await page.keyboard.press('k');
    await player.waitUntil(({ height }) => height === 360);
    await page.getByRole('button', { name: 'Quality: 360p', exact: true }).waitFor();
  });
});
