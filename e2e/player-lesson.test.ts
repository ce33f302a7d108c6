import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { openBrowser, openPage } from './browser.ts';
import { buildPages } from './built-pages.ts';
import type { BuiltPages } from './built-pages.ts';
import { makeHlsTree } from './hls-tree.ts';
import { PlayerPage } from './player-page.ts';
import { serveFolder, Site } from './site.ts';

const VIDEO = 'v1de0v1de0v1de0v1de0';
const CHAPTERS = [
  { startSeconds: 0, title: 'Welcome' },
  { startSeconds: 20, title: 'The long way round' },
  { startSeconds: 40, title: 'Questions' },
];
const folder = mkdtempSync(join(tmpdir(), 'lectern-lesson-'));
const tree = join(folder, 'tree');
let pages: BuiltPages;
let browser: Browser;
let site: Site;
/** The token that counts. */
let token = 'one';
/** What asking for a new address is answered with. */
let renewal: 'renewed' | 'refused' | 'down' = 'renewed';
const asked: Array<{ token: string; status: number; file: string }> = [];
let renewals = 0;

/** `/v/<token>/<video>/…` as the server has it: with the token that counts only. */
async function serveTokens(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
  const [, given = '', file = ''] = new RegExp(`^/v/([^/]+)/${VIDEO}/(.*)$`).exec(path) ?? [];
  if (given === '') return false;
  asked.push({ token: given, file, status: given === token ? 200 : 403 });
  if (given === token) return await serveFolder(`/v/${token}/${VIDEO}/`, tree)(request, response, path);
  response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"error":{"code":"PLAYBACK_NOT_ALLOWED"}}');
  return true;
}

function serveRenewal(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  if (path !== '/renew') return false;
  renewals++;
  if (request.method !== 'POST') response.writeHead(405).end();
  else if (renewal === 'refused') response.writeHead(403).end();
  else if (renewal === 'down') response.destroy();
  else response.end(JSON.stringify({ hlsUrl: `/v/${token}/${VIDEO}/master.m3u8` }));
  return true;
}

function serveCaptions(_request: unknown, response: ServerResponse, path: string): boolean {
  const [, language] = /^\/captions\/(\w+)\.vtt$/.exec(path) ?? [];
  if (language === undefined) return false;
  const text = `WEBVTT\n\n00:00:00.000 --> 00:01:00.000\nWords in ${language}\n`;
  response.writeHead(200, { 'Content-Type': 'text/vtt' }).end(text);
  return true;
}

beforeAll(async () => {
  makeHlsTree(tree);
  pages = buildPages();
  browser = await openBrowser();
  site = await Site.open(serveTokens, serveRenewal, serveCaptions, serveFolder('/', pages.preview));
});

beforeEach(() => {
  token = 'one';
  renewal = 'renewed';
  asked.length = 0;
  renewals = 0;
});

afterAll(async () => {
  await browser.close();
  await site.close();
  pages.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What `lectern-progress` tells. */
interface Report {
  readonly positionSeconds: number;
  readonly played: ReadonlyArray<readonly [number, number]>;
  readonly speed: number;
}

/** Opens the player's page and then, in the element that is there, a lesson. */
async function open(attributes: Record<string, string> = {}) {
  const { page } = await openPage(browser, site.url);
  onTestFinished(() => page.context().close());
  const reports: Report[] = [];
  let stalls = 0;
  await page.exposeFunction('tellReport', (report: Report) => void reports.push(report));
  await page.exposeFunction('tellStall', () => void stalls++);
  const set = async (changes: Record<string, string>): Promise<void> => {
    await page.evaluate(`for (const [name, value] of ${JSON.stringify(Object.entries(changes))})
      document.querySelector('#player').setAttribute(name, value)`);
  };
  await page.evaluate(`const player = document.querySelector('#player');
    player.addEventListener('lectern-progress', ({ detail }) => tellReport(detail));
    player.addEventListener('waiting', ({ target: { buffered, currentTime } }) => {
      const ranges = Array.from({ length: buffered.length }, (_, at) => [buffered.start(at), buffered.end(at)]);
      const hasData = ranges.some(([from, to]) => from <= currentTime && to > currentTime + 1);
      if (!hasData) tellStall(); // with data it is a busy machine's decoder that waits
    }, { capture: true });`);
  await set({ renew: '/renew', ...attributes, src: `/v/${token}/${VIDEO}/master.m3u8` });
  const player = new PlayerPage(page);
  await player.waitUntil(({ height }) => height > 0);
  return { page, player, set, reports, stalls: () => stalls };
}

describe('an address that expires while a lesson plays', () => {
  it('is renewed once, and the video plays on in the same quality without standing still', async () => {
    const { player, stalls } = await open();
    await player.start();
    await player.pickQuality('480p');
    await player.waitUntil(({ height }) => height === 480);
    // A change of quality may make it stand still for a moment: that has passed.
    const changedAt = (await player.read()).seconds;
    await player.waitUntil(({ seconds }) => seconds > changedAt + 2);
    const before = stalls();
    token = 'two';
    await player.waitUntil(() => asked.some((each) => each.token === 'two'), 40_000);
    const { seconds } = await player.read();
    await player.waitUntil((state) => state.seconds > seconds + 3);
    expect(stalls()).toBe(before);
    expect(renewals).toBe(1);
    expect((await player.read()).height).toBe(480);
    const afterwards = asked.slice(asked.findIndex((each) => each.token === 'two'));
    expect(new Set(afterwards.map(({ token: used }) => used))).toEqual(new Set(['two']));
    expect(await player.failure.isVisible()).toBe(false);
  });

  it('is taken from a page that has heard of the new one, without loading the video again', async () => {
    const { player, set } = await open();
    await player.start();
    token = 'two';
    await set({ src: `/v/two/${VIDEO}/master.m3u8` });
    await player.seek(45);
    await player.waitUntil(({ seconds }) => seconds > 46);
    expect(renewals).toBe(0);
    expect(asked.filter(({ file }) => file === 'master.m3u8')).toHaveLength(1);
  });

  it('is asked for again after the network was away', async () => {
    const { player } = await open();
    await player.start();
    token = 'two';
    renewal = 'down';
    await player.seek(45);
    await expect.poll(() => renewals, { timeout: 20_000 }).toBeGreaterThan(0);
    renewal = 'renewed';
    await player.waitUntil(({ seconds }) => seconds > 45.5, 30_000);
    expect(await player.failure.isVisible()).toBe(false);
  });

  it('ends the video with a sentence for somebody who may not watch any more', async () => {
    const { player } = await open();
    await player.start();
    token = 'two';
    renewal = 'refused';
    await player.seek(45);
    await player.failure.getByText('You are not allowed to watch this video.').waitFor();
    expect(renewals).toBeLessThanOrEqual(2); // picture and sound
  });
});

describe('what a lesson brings', () => {
  it('begins where the viewer was', async () => {
    const { player } = await open({ 'start-seconds': '42' });
    await player.start();
    const { seconds } = await player.read();
    expect(seconds).toBeGreaterThan(42);
    expect(seconds).toBeLessThan(48);
  });

  it('shows chapters: marks, the title of the current one, a menu that goes there', async () => {
    const { page, player } = await open({ chapters: JSON.stringify(CHAPTERS) });
    await player.start();
    await page.getByRole('button', { name: 'Chapters: Welcome' }).waitFor();
    expect(await page.locator('.lectern-chapter-marks div').count()).toBe(2);
    await player.seek(41);
    await page.getByRole('button', { name: 'Chapters: Questions' }).click();
    await page.getByRole('menuitemradio', { name: /The long way round/ }).click();
    await player.waitUntil(({ seconds }) => seconds >= 20 && seconds < 21);
    await page.getByRole('button', { name: 'Chapters: The long way round' }).waitFor();
  });

  it('finds room for its menu and its button on a phone', async () => {
    const { page, player } = await open({ chapters: JSON.stringify(CHAPTERS) });
    await page.setViewportSize({ width: 390, height: 780 });
    await player.start();
    await page.getByRole('button', { name: /^Chapters:/ }).click();
    const outside = await page.evaluate(`(() => {
      const { left, right } = document.querySelector('#player').getBoundingClientRect();
      const all = document.querySelectorAll('#player .vjs-control-bar button, #player [role=menu]');
      return [...all].filter((each) => each.offsetParent !== null).map((each) => each.getBoundingClientRect())
        .filter((box) => box.left < left || box.right > right).length;
    })()`);
    expect(outside).toBe(0);
  });

  it('loads captions when they are shown, and remembers the language', async () => {
    const captions = JSON.stringify([
      { language: 'en', label: 'English', url: '/captions/en.vtt' },
      { language: 'de', label: 'Deutsch', url: '/captions/de.vtt' },
    ]);
    const { page, player, set } = await open({ captions });
    await player.start();
    await page.keyboard.press('k'); // they come while the video stands still, too
    expect(site.requests.filter((path) => path.startsWith('/captions/'))).toEqual([]);
    await page.getByRole('button', { name: /^Captions:/ }).click();
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await page.getByText('Words in de').waitFor();
    expect(site.requests.filter((path) => path.startsWith('/captions/'))).toEqual(['/captions/de.vtt']);

    await page.reload();
    await set({ captions, src: `/v/one/${VIDEO}/master.m3u8` });
    await player.start();
    await page.getByText('Words in de').waitFor();
  });

  it('tells what was really played, where, and how fast', async () => {
    const { page, player, reports } = await open();
    await player.start();
    await player.playFor(2);
    const leftAt = Number(
      await page.evaluate(`(() => {
        const player = document.querySelector('#player');
        const { currentTime } = player;
        player.seek(30);
        return currentTime;
      })()`),
    );
    await player.waitUntil(({ seconds }) => seconds > 31);
    await page.keyboard.press('>');
    await player.waitUntil(({ seconds, speed }) => speed > 1 && seconds > 33);
    await page.keyboard.press('k');
    await expect.poll(() => reports.length).toBeGreaterThanOrEqual(3);
    const told = [...reports];
    const { seconds } = await player.read();
    expect(told.at(-1)?.positionSeconds).toBeCloseTo(seconds, 1);
    expect(told.map(({ speed }) => speed)).toEqual(expect.arrayContaining([1, 1.25]) as number[]);
    const played = told.flatMap((each) => each.played);
    const length = played.reduce((sum, [from, to]) => sum + to - from, 0);
    // All that was played, but for a reading beside each jump; nothing of what was jumped over.
    expect(Math.abs(length - (leftAt + seconds - 30))).toBeLessThan(1);
    for (const [from, to] of played) expect(to <= leftAt + 0.5 || from >= 29).toBe(true);
  });
});
