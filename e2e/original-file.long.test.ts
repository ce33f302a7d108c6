import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import type { RunningServer } from '../src/main/serve/start-server.ts';
import { runFfmpeg } from '../test/support/run-ffmpeg.ts';
import { askAsAdmin } from '../test/support/server/admin.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openAdminSite } from './admin-site.ts';
import { findBarriers } from './axe.ts';
import { openBrowser, openPage, shoot, throttle } from './browser.ts';
import type { Site } from './site.ts';

const SECONDS = 90;
const PATIENCE = { timeout: 60_000 };

let site: Site;
let server: RunningServer;
let browser: Browser;
let clip: Buffer;

beforeAll(async () => {
  ({ site, server } = await openAdminSite());
  browser = await openBrowser();
  const folder = temporaryFolder((remove) => afterAll(remove));
  const file = join(folder, 'lecture.mp4');
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-f', 'lavfi', '-i', 'sine=sample_rate=48000'],
    ...['-t', String(SECONDS), '-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '14', '-g', '50'],
    ...['-c:a', 'aac', '-ac', '2', '-movflags', '+faststart', '-y', file],
  );
  clip = await readFile(file);
});
afterAll(() => browser.close());

const make = async (method: string, path: string, body: object = {}): Promise<{ id: string }> =>
  await askAsAdmin(server.url, method, path, body);

/** A lesson whose lecture was sent and is being encoded. */
async function lessonInWork(): Promise<{ lessonId: string; videoId: string }> {
  const course = await make('POST', '/courses', { title: 'Course' });
  const module = await make('POST', `/courses/${course.id}/modules`, { title: 'Module' });
  const lesson = await make('POST', `/modules/${module.id}/lessons`, { title: 'The lecture' });
  return {
    lessonId: lesson.id,
    videoId: await new TusClient(server.url).upload(clip, 'l.mp4', { lessonId: lesson.id }),
  };
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, site.url + path, { storageState: await signedIn(site.url), ...options });
  page.setDefaultTimeout(PATIENCE.timeout);
  onTestFinished(() => page.context().close());
  return page;
}

const original = (page: Page) => page.getByLabel('The lecture, as uploaded');
const secondsOf = (page: Page) => original(page).evaluate((video) => Number(Reflect.get(video, 'currentTime')));

it('plays the file as it was uploaded once its encoding ended without a reload, also after its address failed', async () => {
  const { lessonId, videoId } = await lessonInWork();
  const page = await open(`/lessons/${lessonId}`);
  await page.getByRole('heading', { name: 'The lecture', level: 1 }).waitFor();
  await make('POST', `/videos/${videoId}/cancel`);
  await original(page).waitFor();
  await page.getByText('This is the file as it was uploaded.').waitFor();
  expect(await page.locator('lectern-player').count()).toBe(0);

  await throttle(page, 8000);
  await original(page).evaluate((video) => (video as unknown as { play(): Promise<void> }).play());
  await expect.poll(() => secondsOf(page), PATIENCE).toBeGreaterThan(1);

  // As after the token's end: the next range is refused, and the lesson brings an address that holds.
  let refused = 0;
  await page.route('**/original', async (route) => {
    if (refused++ > 0) await route.continue();
    else await route.fulfill({ status: 403 });
  });
  await throttle(page, undefined);
  await original(page).evaluate((video) => Reflect.set(video, 'currentTime', 70));
  await expect.poll(() => secondsOf(page), PATIENCE).toBeGreaterThan(71);
  expect(await secondsOf(page)).toBeLessThan(85);
  expect(refused).toBeGreaterThan(1);
  expect(await findBarriers(page)).toEqual([]);
  await original(page).evaluate((video) => (video as unknown as { pause(): void }).pause());
  await shoot(page, 'original-1280-light');

  for (const [name, options] of [
    ['original-1280-dark', { colorScheme: 'dark' }],
    ['original-390-light', { viewport: { width: 390, height: 844 } }],
    ['original-390-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ] as const) {
    const other = await open(`/lessons/${lessonId}`, options);
    await expect
      .poll(() => original(other).evaluate((video) => Number(Reflect.get(video, 'readyState'))), PATIENCE)
      .toBeGreaterThan(1);
    expect(await findBarriers(other)).toEqual([]);
    await shoot(other, name);
  }
});

it('tells why there is no video where the browser cannot play the file either', async () => {
  const { lessonId, videoId } = await lessonInWork();
  await make('POST', `/videos/${videoId}/cancel`);
  const page = await open('/favicon.svg');
  await page.route('**/original', async (route) => await route.fulfill({ status: 403 }));
  await page.goto(`${site.url}/lessons/${lessonId}`);
  await page.getByText('The video could not be prepared').waitFor();
  await expect.poll(() => original(page).count(), PATIENCE).toBe(0);
});
