import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import type { FilledMap } from '../src/delivery/filled-map.ts';
import { openBrowser, openPage } from './browser.ts';
import { CLIP_SECONDS, FRONTIER_SECONDS, startEncodingServer } from './encoding-server.ts';
import type { EncodingServer } from './encoding-server.ts';
import { PlayerPage } from './player-page.ts';

const ROOT = join(import.meta.dirname, '..');
const SEGMENT = /\/(240p|360p)\/segment_(\d+)\.m4s$/;

let server: EncodingServer;
let browser: Browser;
let id: string;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/prepare.mjs'], { cwd: ROOT, stdio: 'ignore' }); // the server's pages
  server = await startEncodingServer();
  browser = await openBrowser();
});

beforeEach(async () => {
  id = await server.uploadLecture();
});

afterEach(() => server.deleteLecture(id));

afterAll(async () => {
  await browser.close();
});

/** Whether the server has a rendition to its end. */
async function isFilled(rendition: string): Promise<boolean> {
  const map = (await (await fetch(`${server.url}/v/${id}/filled`)).json()) as FilledMap;
  const segments = map.segments.reduce((sum, [, count]) => sum + count, 0);
  return map.renditions.find((each) => each.id === rendition)?.filled[0]?.[1] === segments;
}

async function openPlayer(options: Parameters<typeof openPage>[2] = {}) {
  const { page, complaints } = await openPage(browser, `${server.url}/watch/${id}`, options);
  onTestFinished(() => page.context().close());
  const asked: Array<{ rendition: string; segment: number }> = [];
  page.on('request', (request) => {
    const [, rendition = '', segment = ''] = SEGMENT.exec(request.url()) ?? [];
    if (rendition !== '') asked.push({ rendition, segment: Number(segment) });
  });
  const player = new PlayerPage(page);
  await player.video.waitFor();
  const filled = page.locator('lectern-player .lectern-filled div');
  /** Percent of the seek bar that is shown as filled. */
  const filledWidths = () =>
    filled.evaluateAll((spans: ReadonlyArray<{ style: { width: string } }>) =>
      spans.map(({ style }) => Number.parseFloat(style.width)),
    );
  await expect.poll(filledWidths).toHaveLength(1);
  return { page, player, asked, complaints, filled, filledWidths };
}

describe('a video that is still being encoded', () => {
  it('shows a picture where nothing is yet: the lowest quality first, then better ones as they come', async () => {
    const { page, player, asked, complaints, filledWidths } = await openPlayer();
    await page.getByText('Playable now').waitFor();
    await player.start();
    await player.waitUntil(({ height }) => height === 360);
    const [before = 0] = await filledWidths();
    expect(before).toBeGreaterThan((FRONTIER_SECONDS / CLIP_SECONDS) * 100 - 5);
    expect(before).toBeLessThan(65);

    asked.length = 0;
    await player.seek(44.5);
    await player.waitUntil(({ seconds, height }) => seconds > 45 && height === 240);
    expect(asked[0]).toEqual({ rendition: '240p', segment: 12 });
    expect(asked.every(({ rendition }) => rendition === '240p')).toBe(true);
    await expect.poll(filledWidths).toHaveLength(2);

    await page.keyboard.press('k');
    server.background.open();
    await expect.poll(() => isFilled('360p'), { timeout: 60_000 }).toBe(true);
    await page.keyboard.press('k');
    await player.waitUntil(({ height }) => height === 360);
    expect(await player.failure.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.getByText('Ready', { exact: true }).waitFor();
    await expect.poll(() => page.locator('.lectern-has-filled').count()).toBe(0);
  });
});
