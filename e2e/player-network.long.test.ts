import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openBrowser, openPage, throttle } from './browser.ts';
import { buildPages } from './built-pages.ts';
import type { BuiltPages } from './built-pages.ts';
import { makeHlsTree } from './hls-tree.ts';
import { PlayerPage } from './player-page.ts';
import { Site, serveFolder } from './site.ts';

/** Second 40 of the video, in any rendition of the picture: the part that is still being encoded. */
const UNFILLED = /\/(360p|480p|720p)\/segment_00020\.m4s$/;
const UNFILLED_AT_SECONDS = 40;

const folder = mkdtempSync(join(tmpdir(), 'lectern-network-'));
const tree = join(folder, 'tree');
let pages: BuiltPages;
let browser: Browser;
let site: Site;
/** What the server does with a request for the unfilled part: true when it has answered itself. */
let onUnfilled: (response: ServerResponse) => boolean | Promise<boolean> = () => false;
const asked: Array<{ rendition: string; atMs: number }> = [];

beforeAll(async () => {
  makeHlsTree(tree);
  pages = buildPages();
  browser = await openBrowser();
  const encoder = (_request: IncomingMessage, response: ServerResponse, path: string): boolean | Promise<boolean> => {
    const rendition = UNFILLED.exec(path)?.[1];
    if (rendition === undefined) return false;
    asked.push({ rendition, atMs: Date.now() });
    return onUnfilled(response);
  };
  site = await Site.open(encoder, serveFolder('/media/', tree), serveFolder('/', pages.preview));
});

afterEach(() => {
  onUnfilled = () => false;
  asked.length = 0;
});

afterAll(async () => {
  await browser.close();
  await site.close();
  pages.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function open(kbps: number): Promise<PlayerPage> {
  const { page } = await openPage(browser, 'about:blank');
  onTestFinished(() => page.context().close());
  await throttle(page, kbps);
  await page.goto(site.url);
  const player = new PlayerPage(page);
  await player.video.waitFor();
  await player.start();
  return player;
}

describe('the player on a bad network', () => {
  it('changes the quality both ways as the network does', async () => {
    const player = await open(900);
    await player.waitUntil(({ height }) => height === 360);
    await throttle(player.page, undefined);
    await player.waitUntil(({ height }) => height === 720, 40_000);
    await throttle(player.page, 900);
    await player.seek(55);
    await player.waitUntil(({ seconds, height }) => seconds >= 55 && height < 720, 60_000);
    expect(await player.failure.isVisible()).toBe(false);
  });
});

describe('the player and a server that is still encoding', () => {
  it('waits out 503 with Retry-After, in one rendition, and says why', async () => {
    const player = await open(8000);
    await player.waitUntil(({ height }) => height === 720);
    onUnfilled = (response) => {
      if (asked.length > 3) return false;
      response.writeHead(503, { 'Retry-After': '1', 'Cache-Control': 'no-store' }).end();
      return true;
    };
    await player.seek(UNFILLED_AT_SECONDS + 0.5);
    await player.notice.getByText('still being prepared').waitFor();
    const seekBar = player.page.getByRole('slider', { name: 'Progress Bar' });
    await expect.poll(async () => Number(await seekBar.getAttribute('aria-valuenow'))).toBeGreaterThan(60);
    await player.waitUntil(({ seconds }) => seconds > UNFILLED_AT_SECONDS + 1.5);

    expect(asked.map(({ rendition }) => rendition)).toEqual(['720p', '720p', '720p', '720p']);
    const gapsMs = asked.slice(1).map(({ atMs }, index) => atMs - (asked[index]?.atMs ?? 0));
    for (const gapMs of gapsMs) expect(gapMs).toBeGreaterThanOrEqual(990);
    expect((await player.read()).height).toBe(720);
    expect(await player.failure.isVisible()).toBe(false);
    expect((await player.details())['Waits for the server']).toBe('3, 3 s');
  });

  it('tells of an outage, and plays on when it is over', async () => {
    const player = await open(8000);
    let isOut = true;
    onUnfilled = (response) => {
      if (!isOut) return false;
      const headers = { 'Retry-After': '1', 'Content-Type': 'application/json' };
      response.writeHead(503, headers).end('{"error":{"code":"DATABASE_UNREACHABLE"}}');
      return true;
    };
    await player.seek(UNFILLED_AT_SECONDS + 0.5);
    await player.notice.getByText('The server cannot be reached fully just now.').waitFor();
    isOut = false;
    await player.waitUntil(({ seconds }) => seconds > UNFILLED_AT_SECONDS + 1);
    expect(await player.failure.isVisible()).toBe(false);
  });

  it('never takes held time for a slow network, nor asks for another rendition meanwhile', async () => {
    const heldMs = 5000;
    const player = await open(8000);
    await player.waitUntil(({ height }) => height === 720);
    const before = megabits((await player.details())['Network']);
    onUnfilled = async (response) => {
      await new Promise((resolve) => setTimeout(resolve, heldMs)); // what a held request is
      response.setHeader('X-Lectern-Held-Ms', String(heldMs));
      return false;
    };
    await player.seek(UNFILLED_AT_SECONDS + 0.5);
    await player.waitUntil(({ seconds }) => seconds > UNFILLED_AT_SECONDS + 1.5);

    expect(asked.map(({ rendition }) => rendition)).toEqual(['720p']);
    expect((await player.read()).height).toBe(720);
    // Without the header the same hold brings the estimate down to a tenth.
    expect(megabits((await player.details())['Network'])).toBeGreaterThan(before * 0.6);
  });

  it('stops asking when the viewer goes elsewhere', async () => {
    const player = await open(8000);
    onUnfilled = (response) => {
      response.writeHead(503, { 'Retry-After': '1' }).end();
      return true;
    };
    await player.seek(UNFILLED_AT_SECONDS + 0.5);
    await expect.poll(() => asked.length).toBeGreaterThanOrEqual(2);
    await player.seek(2);
    const count = asked.length;
    await player.playFor(3);
    expect(asked.length - count).toBeLessThanOrEqual(1);
  });
});

function megabits(text = ''): number {
  const [value = '', unit] = text.split(' ');
  return Number(value) / (unit === 'kbit/s' ? 1000 : 1);
}
