import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { AS_ADMIN } from '../test/support/server/admin.ts';
import { runFfmpeg } from '../test/support/run-ffmpeg.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openBrowser, openPage } from './browser.ts';
import { PlayerPage } from './player-page.ts';
import type { Site } from './site.ts';
import { openStudioSite } from './studio-site.ts';

const folder = temporaryFolder((remove) => afterAll(remove));

let site: Site;
let browser: Browser;
let lessonId: string;

beforeAll(async () => {
  site = await openStudioSite();
  browser = await openBrowser();
  const courseId = await made('/courses', { title: 'Languages' });
  const moduleId = await made(`/courses/${courseId}/modules`, { title: 'Module' });
  lessonId = await made(`/modules/${moduleId}/lessons`, { title: 'Two languages' });
  const id = await new TusClient(site.url).upload(await clipOfTwoLanguages(), 'two languages.mkv', { lessonId });
  expect((await untilEnded(site.url, id)).state).toBe('ready');
});
afterAll(() => browser.close());

describe("the player's menus", () => {
  it('offer the sound tracks of a file by language, and play the one that is chosen', async () => {
    const { page, player, requested } = await open();
    expect(await choicesOf(page, 'Sound track: German')).toEqual(['German', 'English']);
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Sound track: English' }).waitFor();
    await play(page);
    await player.waitUntil(({ seconds }) => seconds > 4);
    expect(requested.some((path) => path.includes('/audio-2/segment_'))).toBe(true);

    // The next video begins in that language.
    requested.length = 0;
    await page.reload();
    await showControls(page, player);
    await page.getByRole('button', { name: 'Sound track: English' }).waitFor();
    await play(page);
    await player.waitUntil(({ seconds }) => seconds > 1);
    expect(requested.some((path) => path.includes('/audio-2/segment_'))).toBe(true);
    expect(requested.filter((path) => path.includes('/audio/segment_'))).toEqual([]);
  });

  it('name languages in those of the browser', async () => {
    const { page } = await open({ locale: 'de-DE' });
    expect(await choicesOf(page, /^Sound track: /)).toEqual(['Deutsch', 'Englisch']);
    await page.keyboard.press('Escape');
    expect(await choicesOf(page, 'Captions: Off')).toEqual(['Off', 'For all', 'Deutsch']);
  });

  it('turn on captions that came with the file', async () => {
    const { page, player } = await open();
    expect(await choicesOf(page, 'Captions: Off')).toEqual(['Off', 'For all', 'German']);
    await page.getByRole('menuitemradio', { name: 'For all' }).click();
    await page.getByRole('button', { name: 'Captions: For all' }).waitFor();
    await player.seek(2);
    await page.locator('.vjs-text-track-display').getByText('Words of the lecture').waitFor();
  });
});

/** The lesson as a viewer has it, with the paths that its page asked for. */
async function open(options: BrowserContextOptions = {}) {
  const { page } = await openPage(browser, `${site.url}/lessons/${lessonId}`, options);
  onTestFinished(() => page.context().close());
  const requested: string[] = [];
  page.on('request', (request) => void requested.push(new URL(request.url()).pathname));
  const player = new PlayerPage(page);
  await showControls(page, player);
  return { page, player, requested };
}

/** The bar comes with the first picture, and goes while nobody moves: not when it is paused. */
async function showControls(page: Page, player: PlayerPage): Promise<void> {
  await player.video.waitFor();
  await play(page);
  await player.waitUntil(({ seconds }) => seconds > 0);
  await page.locator('lectern-player').evaluate((element: { pause(): void }) => element.pause());
}

/** By the element's own method: whether the page has begun by itself does not matter. */
async function play(page: Page): Promise<void> {
  await page.locator('lectern-player').evaluate((element: { play(): Promise<void> }) => element.play());
}

/** Opens a menu by the name of its button. */
async function choicesOf(page: Page, button: string | RegExp): Promise<string[]> {
  await page.getByRole('button', { name: button }).click();
  const items = page.getByRole('menuitemradio');
  await items.first().waitFor();
  return (await items.filter({ visible: true }).allTextContents()).map((label) => label.trim());
}

async function made(path: string, body: object): Promise<string> {
  const answer = await fetch(`${site.url}/api/v1${path}`, {
    method: 'POST',
    headers: { ...AS_ADMIN, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return ((await answer.json()) as { id: string }).id;
}

/** German sound, and captions without a title; English sound, and captions with one. */
async function clipOfTwoLanguages(): Promise<string> {
  const words = join(folder, 'words.srt');
  await writeFile(words, '1\n00:00:00,500 --> 00:00:10,000\nWords of the lecture\n');
  const clip = join(folder, 'languages.mkv');
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=12', '-f', 'lavfi', '-i', 'sine=d=12'],
    ...['-f', 'lavfi', '-i', 'sine=f=880:d=12', '-i', words, '-map', '0', '-map', '1', '-map', '2', '-map', '3'],
    ...['-map', '3', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-c:s', 'subrip'],
    ...['-metadata:s:a:0', 'language=ger', '-metadata:s:a:1', 'language=eng'],
    ...['-metadata:s:s:0', 'language=eng', '-metadata:s:s:0', 'title=For all', '-metadata:s:s:1', 'language=ger'],
    clip,
  );
  return clip;
}
