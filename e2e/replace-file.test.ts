import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import { generatedClip } from '../test/support/server/generated-clip.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { findBarriers } from './axe.ts';
import { openBrowser, openPage, PHONE_IN_THE_DARK } from './browser.ts';
import type { Site } from './site.ts';
import { openStudioSite } from './studio-site.ts';

const folder = temporaryFolder((remove) => afterAll(remove));

let site: Site;
let browser: Browser;
let tus: TusClient;
let short: string;
let longer: string;
let list: string;
beforeAll(async () => {
  site = await openStudioSite();
  browser = await openBrowser();
  tus = new TusClient(site.url);
  [short, longer] = [await generatedClip(folder, 2), await generatedClip(folder, 5)];
  list = join(folder, 'shopping list.mp4');
  await writeFile(list, 'Milk, bread and a video camera.\n'.repeat(40));
});
afterAll(() => browser.close());

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, `${site.url}${path}`, options);
  onTestFinished(() => page.context().close());
  return page;
}

const filePanel = (page: Page) => page.getByRole('region', { name: 'The file' });
const replaceBy = async (page: Page, file: string): Promise<void> =>
  await filePanel(page).locator('input[type="file"]').setInputFiles(file);

async function newVideo(): Promise<string> {
  const id = await tus.upload(short, 'Knots.mp4');
  await untilEnded(site.url, id);
  return id;
}

it('replaces the file of a video that plays, and its page shows the new one by itself', async () => {
  const id = await newVideo();
  const page = await open(`/studio/videos/${id}`);
  const facts = page
    .getByRole('banner')
    .filter({ hasText: 'Knots' })
    .or(page.locator('header', { hasText: 'Knots' }));
  await facts.getByText('0:02', { exact: true }).waitFor();
  await replaceBy(page, longer);
  await facts.getByText('0:05', { exact: true }).waitFor({ timeout: 60_000 });
  await filePanel(page).getByText('clip-5-640x360.mp4', { exact: true }).waitFor();
  expect(await filePanel(page).getByRole('button').count()).toBe(1);
  expect(await findBarriers(page)).toEqual([]);
  await page.goto(`${site.url}/watch/${id}`);
  await expect.poll(() => page.evaluate("document.querySelector('lectern-player video')?.duration")).toBeCloseTo(5, 0);
  // The upload was never a video of its own.
  await page.goto(`${site.url}/studio/videos`);
  await page.getByRole('link', { name: 'Watch Knots' }).waitFor();
  expect(await page.getByRole('article').filter({ hasText: 'clip-5' }).count()).toBe(0);
});

it.each(['its report', 'the list'])(
  'tells on %s why the other file cannot be used, and keeps the old one',
  async (where) => {
    const id = await newVideo();
    await tus.upload(await readFile(list), 'shopping list.mp4', { replaces: id });
    const page = await open(where === 'the list' ? '/studio/videos' : `/studio/videos/${id}`, PHONE_IN_THE_DARK);
    const place = where === 'the list' ? page.getByRole('article').first() : filePanel(page);
    const problem = place.getByRole('alert');
    await problem.getByText('“shopping list.mp4” could not be used.').waitFor();
    expect(await problem.textContent()).toContain('Upload a video or sound file');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await findBarriers(page)).toEqual([]);
    await problem.getByRole('button', { name: 'Keep the old file' }).click();
    await problem.waitFor({ state: 'detached' });
  },
);

it('gives a failed video the right file under the same address', async () => {
  const id = await tus.upload(await readFile(list), 'shopping list.mp4');
  await untilEnded(site.url, id);
  const page = await open(`/studio/videos/${id}`);
  await page.getByRole('region', { name: 'Why it failed' }).waitFor();
  await replaceBy(page, short);
  await page.getByRole('region', { name: 'What was checked' }).waitFor({ timeout: 60_000 });
  expect(new URL(page.url()).pathname).toBe(`/studio/videos/${id}`);
});

it('shows how far the other file is, and lets it be stopped', async () => {
  const id = await newVideo();
  const page = await open(`/studio/videos/${id}`);
  // The last part never arrives.
  await page.route('**/api/v1/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH') return;
    await route.continue();
  });
  await replaceBy(page, longer);
  await filePanel(page).getByRole('button', { name: 'Cancel upload' }).click();
  await filePanel(page).getByRole('button', { name: 'Cancel upload' }).waitFor({ state: 'detached' });
  await expect
    .poll(async () => {
      const uploads = await page.evaluate("fetch('/api/v1/videos').then((answer) => answer.json())");
      return (uploads as { videos: { replaces?: string }[] }).videos.filter(({ replaces }) => replaces === id).length;
    })
    .toBe(0);
});
