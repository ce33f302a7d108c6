import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openBrowser, openPage } from './browser.ts';
import { buildPages } from './built-pages.ts';
import type { BuiltPages } from './built-pages.ts';
import { FakeApi } from './fake-api.ts';
import { makeShortTree } from './hls-tree.ts';
import { PlayerPage } from './player-page.ts';
import { lectureAt } from './sample-lecture.ts';
import { Site, serveApp, serveFolder } from './site.ts';

const PHONE = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true };
const folder = mkdtempSync(join(tmpdir(), 'lectern-web-'));
let pages: BuiltPages;
let browser: Browser;
let site: Site;
let api: FakeApi;

beforeAll(async () => {
  makeShortTree(join(folder, 'tree'));
  execFileSync('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-f', 'lavfi', '-i', 'color=c=navy:s=320x180'],
    ...['-frames:v', '1', join(folder, 'tree', 'poster.jpg')],
  ]);
  mkdirSync(join(folder, 'uploads'));
  pages = buildPages();
  browser = await openBrowser();
  site = await Site.open(
    (request, response, path) => api.handle(request, response, path),
    serveFolder('/v/', join(folder, 'tree')),
    serveFolder('/', pages.web),
    serveApp(join(pages.web, 'index.html')),
  );
});

beforeEach(() => {
  api = new FakeApi(join(folder, 'uploads'));
  site.requests.length = 0;
});

afterAll(async () => {
  await browser.close();
  await site.close();
  pages.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function open(path: string, options: BrowserContextOptions = {}) {
  const opened = await openPage(browser, site.url + path, options);
  onTestFinished(() => opened.page.context().close());
  return opened;
}

describe('the list', () => {
  it('states formats and limit before anything is chosen', async () => {
    const { page, complaints } = await open('/studio/videos');
    await page.getByText('Up to 10 GB and 12 hours each, several at once').waitFor();
    await page.getByText('MP4, MOV, MKV, WebM, AVI').waitFor();
    await page.getByText('No videos yet').waitFor();
    expect(complaints).toEqual([]);
  });

  it('follows a video from its first cell to ready through one stream', async () => {
    const { page, complaints } = await open('/studio/videos');
    await page.getByText('No videos yet').waitFor();
    api.put(lectureAt(0));
    const row = page.getByRole('article').filter({ hasText: 'Lecture 1' });
    await row.getByText('Getting ready').waitFor();
    expect(await row.getByRole('link', { name: 'Watch' }).count()).toBe(0);
    api.put(lectureAt(42.7));
    await row.getByText('42 % prepared · about 3 min left').waitFor();
    await row.getByText('Playable now').waitFor();
    await row.getByLabel('360p: 21 %').waitFor();
    api.put(lectureAt(100));
    await row.getByText('Ready', { exact: true }).waitFor();
    await row.getByRole('link', { name: 'Watch Lecture 1', exact: true }).waitFor();
    expect(api.streamCount).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('gives reason and remedy of a failure, and retries', async () => {
    api.put(lectureAt(10));
    api.put({
      id: 'lecture',
      state: 'failed',
      error: { code: 'DISK_FULL', message: 'The disk is full.', action: 'Free some space, then retry.' },
    });
    const { page } = await open('/studio/videos');
    const row = page.getByRole('article');
    await row.getByText('The disk is full.').waitFor();
    await row.getByText('Free some space, then retry.').waitFor();
    await row.getByRole('button', { name: 'Retry' }).click();
    await row.getByText('Playable now').waitFor();
    await row.getByRole('button', { name: 'Cancel preparing Lecture 1' }).click();
    await row.getByText('was cancelled').waitFor();
    expect(api.find('lecture')?.error?.code).toBe('CANCELLED');
  });

  it('deletes only after asking, and the safe answer has the focus', async () => {
    api.put(lectureAt(100));
    const { page } = await open('/studio/videos');
    const remove = page.getByRole('button', { name: 'Delete Lecture 1' });
    await remove.click();
    expect(await page.locator(':focus').textContent()).toBe('Keep');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(api.find('lecture')).toBeDefined();
    await remove.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('“Lecture 1” was deleted.').waitFor();
    await page.getByText('No videos yet').waitFor();
    expect(api.find('lecture')).toBeUndefined();
  });

  it('loads further pages on demand', async () => {
    for (let count = 0; count < 30; count += 1) {
      const createdAt = new Date(Date.UTC(2026, 0, 1, 12, count)).toISOString();
      api.put({ id: `v${count}`, title: `Video ${count}`, state: 'ready', createdAt });
    }
    const { page } = await open('/studio/videos');
    await page.getByRole('article').nth(24).waitFor();
    expect(await page.getByRole('article').count()).toBe(25);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('article').nth(29).waitFor();
  });

  it('says that the server is away, and catches up when it is back', async () => {
    api.put(lectureAt(10));
    const { page } = await open('/studio/videos');
    await page.getByText('10 % prepared').waitFor();
    api.isDown = true;
    api.cutStreams();
    await page.getByText('Connection to the server lost').waitFor();
    api.put(lectureAt(60));
    api.isDown = false;
    await page.getByText('60 % prepared').waitFor();
    await page.getByText('Connection to the server lost').waitFor({ state: 'detached' });
    expect(api.streamCount).toBe(1);
  });

  it('shows the error of a list that cannot be loaded, with its reference', async () => {
    api.failure = { status: 500, code: 'INTERNAL', message: 'Something broke.', action: 'Report the request.' };
    const { page } = await open('/studio/videos');
    await page.getByText('The list could not be loaded. Something broke.').waitFor();
    await page.getByText('Request test').waitFor();
    api.failure = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No videos yet').waitFor();
    expect(await page.getByText('Something broke.').count()).toBe(0);
  });
});

describe('the watch page', () => {
  it('plays, shows what is prepared, and takes a new title', async () => {
    api.put(lectureAt(42.7));
    const { page, complaints } = await open('/watch/lecture');
    await page.getByText('42 % prepared').waitFor();
    await page.getByRole('row', { name: '360p 640 × 360 25 21 %' }).waitFor();
    await page.locator('lectern-player video').waitFor();
    await new PlayerPage(page).start();

    await page.getByRole('button', { name: 'Edit title' }).click();
    await page.getByLabel('Title').fill('Lecture 1: sets');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lecture 1: sets' }).waitFor();
    expect(api.find('lecture')?.title).toBe('Lecture 1: sets');
    expect(await page.title()).toBe('Lecture 1: sets · Lectern');

    api.put(lectureAt(100));
    await page.getByText('The sound was made stereo.').waitFor();
    expect(await page.getByText('prepared', { exact: false }).locator('visible=true').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('starts the player by itself as soon as the video can be played', async () => {
    api.put({ id: 'lecture', title: 'Lecture 1', state: 'uploading' });
    const { page } = await open('/watch/lecture');
    await page.getByText('still being uploaded').waitFor();
    api.put({ id: 'lecture', state: 'processing' });
    await page.getByText('starts to play here in a moment').waitFor();
    api.put(lectureAt(3));
    await page.locator('lectern-player video').waitFor();
    expect(await page.getByText('starts to play here').count()).toBe(0);
  });

  it('copies the address of the stream', async () => {
    api.put(lectureAt(100));
    const { page } = await open('/watch/lecture', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy HLS link' }).click();
    await page.getByText('Link copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${site.url}/v/master.m3u8`);
  });

  it('notices that the video was deleted meanwhile', async () => {
    api.put(lectureAt(100));
    const { page } = await open('/watch/lecture');
    await page.getByRole('heading', { name: 'Lecture 1' }).waitFor();
    api.remove('lecture');
    await page.getByText('This video does not exist').waitFor();
    expect(await page.locator('lectern-player').count()).toBe(0);
  });

  it('needs at most 400 KB of compressed code, the player included', async () => {
    api.put(lectureAt(100));
    const { page } = await open('/watch/lecture');
    await page.locator('lectern-player video').waitFor();
    const assets = join(pages.web, 'assets');
    const files = readdirSync(assets).filter(
      (file) => file.endsWith('.js') && site.requests.includes(`/assets/${file}`),
    );
    expect(files.length).toBeGreaterThan(2);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(assets, file)), { level: 9 }).length, 0);
    expect(bytes).toBeLessThanOrEqual(400_000);
  });
});

describe('every page', () => {
  it('says where nothing is, and leads back', async () => {
    const { page } = await open('/no/such/page');
    await page.getByText('This page does not exist').waitFor();
    await page.getByRole('link', { name: 'Go to my courses' }).click();
    await page.getByText('You are in no course yet').waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('explains itself without JavaScript', async () => {
    const { page } = await open('/studio/videos', { javaScriptEnabled: false });
    expect(await page.locator('noscript p').isVisible()).toBe(true);
    expect(await page.locator('noscript p').innerText()).toContain('Lectern needs JavaScript');
  });

  it('follows the system, and keeps another choice from the first paint on', async () => {
    const { page } = await open('/studio/videos', { colorScheme: 'dark' });
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    await page.getByRole('button', { name: 'Appearance: as the system' }).waitFor();
    expect(await scheme()).toBe('dark');
    await page.getByRole('button', { name: 'Appearance: as the system' }).click();
    await page.getByRole('button', { name: 'Appearance: light' }).waitFor();
    expect(await scheme()).toBe('light');
    await page.route('**/assets/*.js', (route) => route.abort()); // before any of our code
    await page.reload();
    expect(await scheme()).toBe('light');
  });

  it.each(['/studio/videos', '/watch/lecture', '/nowhere'])(
    'fits a phone and does not jump while it loads: %s',
    async (path) => {
      api.put(lectureAt(50));
      api.put({ id: 'long', title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk'.repeat(2), state: 'ready' });
      const { page } = await open('/nowhere', PHONE);
      await page.addInitScript(
        `window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
         .observe({ type: 'layout-shift', buffered: true });`,
      );
      await page.goto(site.url + path);
      await page.waitForLoadState('networkidle').catch(() => undefined); // never idle where a stream is open
      await page.getByRole('main').waitFor();
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      expect(await page.evaluate('window.shift')).toBeLessThan(0.05);
    },
  );

  it('can be used with the keyboard alone', async () => {
    api.put(lectureAt(100));
    const { page } = await open('/studio/videos');
    await page.getByRole('article').waitFor();
    const seen: string[] = [];
    for (let press = 0; press < 16; press += 1) {
      await page.keyboard.press('Tab');
      seen.push(
        (await page.locator(':focus').getAttribute('aria-label')) ?? (await page.locator(':focus').innerText()),
      );
    }
    expect(seen).toEqual([
      'Skip to content',
      'Lectern',
      'Learning',
      'Studio',
      'Administration',
      'Search courses and lessons',
      'Appearance: as the system',
      expect.stringMatching(/^Account of /),
      'Courses',
      'Videos',
      'Bin',
      'Choose files',
      'Lecture 1',
      'Report on Lecture 1',
      'Watch Lecture 1',
      'Delete Lecture 1',
    ]);
  });
});
