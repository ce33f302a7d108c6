import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openBrowser, openPage } from './browser.ts';
import { buildPages } from './built-pages.ts';
import type { BuiltPages } from './built-pages.ts';
import { makeHlsTree } from './hls-tree.ts';
import { PlayerPage } from './player-page.ts';
import { Site, serveFolder } from './site.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-player-'));
const tree = join(folder, 'tree');
let pages: BuiltPages;
let browser: Browser;
let site: Site;
/** While true, the playlists and segments are gone. */
let isMediaGone = false;
/** Answers "not there" to the request for a video that is held. */
let refuseHeld: (() => void) | undefined;

beforeAll(async () => {
  makeHlsTree(tree);
  pages = buildPages();
  browser = await openBrowser();
  const gone = (_request: unknown, response: { writeHead(status: number): { end(): void } }, path: string): boolean => {
    if (!isMediaGone || !path.startsWith('/media/')) return false;
    response.writeHead(404).end();
    return true;
  };
  const held = (_request: unknown, response: ServerResponse, path: string): boolean => {
    if (path !== '/held/master.m3u8') return false;
    refuseHeld = () => response.writeHead(404).end();
    return true;
  };
  site = await Site.open(gone, held, serveFolder('/media/', tree), serveFolder('/', pages.preview));
});

afterAll(async () => {
  await browser.close();
  await site.close();
  pages.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Box {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

async function open(options: Parameters<typeof openPage>[2] = {}) {
  const { page, complaints } = await openPage(browser, site.url, options);
  onTestFinished(() => page.context().close());
  const player = new PlayerPage(page);
  await player.video.waitFor();
  return { page, player, complaints };
}

describe('the player', () => {
  it('plays without a complaint, in one range, at the best quality', async () => {
    const { player, complaints } = await open();
    await player.start();
    const state = await player.waitUntil(({ height }) => height === 720);
    expect(state.bufferedRanges).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('buffers half a minute, not the whole video', async () => {
    const { player } = await open();
    await player.start();
    await player.waitUntil(({ bufferedRanges }) => (bufferedRanges[0]?.[1] ?? 0) > 25);
    await player.playFor(2);
    const { seconds, bufferedRanges } = await player.read();
    expect((bufferedRanges[0]?.[1] ?? 0) - seconds).toBeLessThan(40);
  });

  it('shows what automatic plays, and stays at 360p once that is picked, also after a reload', async () => {
    const { page, player } = await open();
    await player.start();
    await player.waitUntil(({ height }) => height === 720);
    await player.qualityButton.click();
    await page.getByRole('menuitemradio', { name: 'Auto (720p)' }).waitFor();
    expect(await page.getByRole('menuitemradio').allTextContents()).toEqual(['720p', '480p', '360p', 'Auto (720p)']);
    await page.getByRole('menuitemradio', { name: '360p' }).click();
    await player.waitUntil(({ height }) => height === 360);
    await player.playFor(5);
    expect((await player.read()).height).toBe(360);
    expect(await player.qualityButton.getAttribute('aria-label')).toBe('Quality: 360p');

    const before = site.requests.length;
    await page.reload();
    await player.start();
    expect((await player.read()).height).toBe(360);
    expect(site.requests.slice(before).filter((path) => /\/(480p|720p)\/segment/.test(path))).toEqual([]);

    await player.pickQuality(/^Auto/);
    // An open menu stays open, and keeps its focus, while what it shows changes.
    await player.qualityButton.click();
    await page.getByRole('menuitemradio', { name: 'Auto (720p)' }).waitFor();
    expect(await page.locator('[role=menuitemradio]:focus').textContent()).toBe('Auto (720p)');
  });

  it('goes up at once when a better quality is picked', async () => {
    const { player } = await open();
    await player.start();
    await player.pickQuality('360p');
    await player.waitUntil(({ height }) => height === 360);
    const before = await player.waitUntil(
      ({ seconds, bufferedRanges }) => (bufferedRanges[0]?.[1] ?? 0) > seconds + 12,
    );
    await player.pickQuality('720p');
    const { seconds } = await player.waitUntil(({ height }) => height === 720);
    expect(seconds).toBeLessThan(before.seconds + 5); // long before what was loaded has been played
  });

  it('obeys the keyboard wherever the focus is', async () => {
    const { page, player } = await open();
    await player.start();
    await page.keyboard.press('5');
    await player.waitUntil(({ seconds }) => seconds >= 30 && seconds < 33);
    await page.keyboard.press('l');
    await player.waitUntil(({ seconds }) => seconds >= 40 && seconds < 43);
    await page.keyboard.press('ArrowLeft');
    await player.waitUntil(({ seconds }) => seconds >= 35 && seconds < 39);
    await page.keyboard.press(' ');
    await player.waitUntil(({ isPaused }) => isPaused);
    await page.keyboard.press('>');
    await page.keyboard.press('>');
    await player.waitUntil(({ speed }) => speed === 1.5);
    await page.keyboard.press('m');
    await player.waitUntil(({ isMuted }) => isMuted);
    await page.keyboard.press('ArrowDown');
    await player.waitUntil(({ isMuted, volume }) => !isMuted && volume < 0.95);
    await page.keyboard.press('c');
    await page.getByText('A caption of the lecture').waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('region', { name: 'Keyboard shortcuts' });
    await help.waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.keyboard.press('f');
    await expect.poll(() => page.evaluate('document.fullscreenElement !== null')).toBe(true);
    await page.keyboard.press('f');
    await expect.poll(() => page.evaluate('document.fullscreenElement !== null')).toBe(false);
  });

  it('remembers volume and speed', async () => {
    const { page, player } = await open();
    await player.start();
    await page.keyboard.press('<');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await player.waitUntil(({ speed, volume }) => speed === 0.75 && volume < 0.85);
    await page.reload();
    await player.start();
    const { speed, volume } = await player.read();
    expect([speed, volume]).toEqual([0.75, expect.closeTo(0.8)]);
  });

  it('opens, walks and closes its menus by keyboard, and gives the focus back', async () => {
    const { page, player } = await open();
    await player.start();
    await player.qualityButton.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator(':focus').textContent()).toBe('360p');
    await page.keyboard.press('Home');
    expect(await page.locator(':focus').textContent()).toBe('720p');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('menu').count()).toBe(0);
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^Quality:/);
  });

  it('names every control', async () => {
    const { player, page } = await open();
    await player.start();
    const unnamed = await page
      .locator('lectern-player :is(button, [role="slider"]):visible')
      .evaluateAll(
        (controls: Array<{ ariaLabel: string | null; textContent: string; title: string; className: string }>) =>
          controls
            .filter((each) => `${each.ariaLabel ?? ''}${each.textContent}${each.title}`.trim() === '')
            .map((each) => each.className),
      );
    expect(unnamed).toEqual([]);
  });

  it('fits a phone: nothing outside the picture, targets of 40 px', async () => {
    const { page, player } = await open({ viewport: { width: 390, height: 780 } });
    await player.start();
    await player.waitUntil(({ height }) => height === 720); // the menu changes no more
    await player.qualityButton.click();
    // All at one moment: one that is hidden between being found and being measured has no place.
    const boxesOf = (selector: string) =>
      page.locator(selector).evaluateAll((found: Array<{ getBoundingClientRect(): Box }>) =>
        found
          .map((each) => each.getBoundingClientRect())
          .filter(({ height }) => height > 0)
          .map(({ left, right, height }) => ({ left, right, height })),
      );
    const [picture] = await boxesOf('lectern-player');
    const controls = await boxesOf('lectern-player .vjs-control-bar button');
    expect(controls.length).toBeGreaterThanOrEqual(9);
    for (const { left, right, height } of controls) {
      expect(left).toBeGreaterThanOrEqual(picture?.left ?? Infinity);
      expect(right).toBeLessThanOrEqual(picture?.right ?? 0);
      expect(height).toBeGreaterThanOrEqual(40);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    );
  });

  it('says in a sentence that a video is not there, and plays on the second try', async () => {
    isMediaGone = true;
    onTestFinished(() => {
      isMediaGone = false;
    });
    const { page, player } = await open();
    await player.failure.getByText('This video is not there.').waitFor();
    expect(await page.locator('#now').textContent()).toContain('This video is not there.');
    isMediaGone = false;
    await player.failure.getByRole('button', { name: 'Try again' }).click();
    await player.waitUntil(({ seconds, isPaused }) => !isPaused && seconds > 0.3);
    expect(await player.failure.isVisible()).toBe(false);
  });

  it('opens the next video whatever becomes of the one before in that moment', async () => {
    const { page, player } = await open();
    await page.evaluate(`document.querySelector('#player').setAttribute('src', '/held/master.m3u8')`);
    await expect.poll(() => refuseHeld).toBeDefined();
    const isOver = new Promise<void>((resolve) => {
      const listen = (request: Request): void => {
        if (request.url().endsWith('/held/master.m3u8')) resolve();
      };
      page.on('requestfinished', listen).on('requestfailed', listen);
    });
    // Video.js opens a source in a later turn: hold that turn until the request for the first video is over.
    await page.evaluate(`(() => {
      const later = [];
      const real = window.setTimeout;
      window.setTimeout = (turn) => later.push(turn);
      document.querySelector('#player').setAttribute('src', '/media/master.m3u8');
      window.setTimeout = real;
      window.openNow = () => later.forEach((turn) => turn());
    })()`);
    refuseHeld?.();
    await isOver;
    await page.evaluate('new Promise(requestAnimationFrame).then(openNow)');
    await player.start();
    expect(await player.failure.isVisible()).toBe(false);
  });
});
