import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { RunningServer } from '../src/main/serve/start-server.ts';
import { askAsAdmin } from '../test/support/server/admin.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { runFfmpeg } from '../test/support/run-ffmpeg.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openAdminSite } from './admin-site.ts';
import { openBrowser, openPage, shoot } from './browser.ts';
import type { Site } from './site.ts';

const PATIENCE = { timeout: 60_000 };
const INSTRUCTOR_BYTES = 4 * 1024 ** 2;
const PHONE = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const;
const ada = { email: 'ada@school.example', password: 'teaching every lesson' };

const folder = temporaryFolder((remove) => afterAll(remove));
let site: Site;
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  ({ site, server } = await openAdminSite({
    LECTERN_LADDER: '240',
    LECTERN_INSTRUCTOR_MAX_UPLOAD_BYTES: String(INSTRUCTOR_BYTES),
    LECTERN_INSTRUCTOR_MAX_RESOLUTION: '360',
    LECTERN_INSTRUCTOR_MAX_DURATION_HOURS: '1',
  }));
  browser = await openBrowser();
  const person = { name: 'Ada', email: ada.email, role: 'instructor' };
  const { passwordUrl } = await askAsAdmin<{ passwordUrl: string }>(server.url, 'POST', '/people', person);
  const { password } = ada;
  await askAsAdmin(server.url, 'POST', `/password-resets/${passwordUrl.split('/').at(-1)}`, { password });
  copyFileSync(await generatedClip(folder, 2, '320x180'), join(folder, 'small.mp4'));
  copyFileSync(await generatedClip(folder, 2, '1280x720'), join(folder, 'sharp.mp4'));
  writeFileSync(join(folder, 'heavy.mp4'), Buffer.alloc(2 * INSTRUCTOR_BYTES));
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', 'color=size=160x90:rate=1', '-t', '3700', '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...['-y', join(folder, 'long.mp4')],
  );
});
afterAll(() => browser.close());

/** The page of all videos, for somebody. */
async function open(who?: typeof ada, options: BrowserContextOptions = {}): Promise<Page> {
  const storageState = await signedIn(site.url, who);
  const { page } = await openPage(browser, `${site.url}/studio/videos`, { storageState, ...options });
  page.setDefaultTimeout(PATIENCE.timeout);
  page.on('dialog', (dialog) => void dialog.accept());
  onTestFinished(() => page.context().close());
  return page;
}

async function choose(page: Page, ...names: string[]): Promise<void> {
  await page.locator('input[type="file"][multiple]').setInputFiles(names.map((name) => join(folder, name)));
}

function row(page: Page, title: string): Locator {
  return page.getByRole('article').filter({ hasText: title });
}

describe('an instructor whose limits are lower', () => {
  it('is told of them before choosing, and of a file that is too large before its first byte', async () => {
    const page = await open(ada);
    await page.getByText('Up to 4 MB and 1 hour each').waitFor();
    await choose(page, 'heavy.mp4');
    const refusal = page.getByRole('alert').filter({ hasText: 'heavy.mp4' });
    await refusal.getByText('The file has 8 MB; the limit is 4 MB.').waitFor();
    await shoot(page, 'limits-too-large');
    await refusal.getByRole('button').click();
    await refusal.waitFor({ state: 'detached' });
    expect((await askAsAdmin<{ videos: unknown[] }>(server.url, 'GET', '/videos')).videos).toEqual([]);
  });

  it.each([
    [
      'sharp',
      'The picture has 1280 x 720 pixels; at most 360 on its short side are accepted.',
      'Export the video smaller',
    ],
    ['long', 'The video lasts longer than the limit of 1 hour.', 'Split the recording'],
  ])('reads of a %s video what is too much and what to do, and can delete it', async (name, reason, action) => {
    const page = await open(ada);
    await choose(page, `${name}.mp4`);
    const video = row(page, name);
    await video.getByText(reason).waitFor();
    await video.getByText(action).waitFor();
    await shoot(page, `limits-${name}`);
    const phone = await open(ada, PHONE);
    await row(phone, name).getByText(reason).waitFor();
    await shoot(phone, `limits-${name}-phone`);
    expect(await phone.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await video.getByRole('button', { name: /Delete/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Delete/ })
      .click();
    await video.waitFor({ state: 'detached' });
  });

  it('gets through what is within them', async () => {
    const page = await open(ada);
    await choose(page, 'small.mp4');
    await row(page, 'small').getByText('Ready', { exact: true }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

it('lets an administrator upload what an instructor may not', async () => {
  const page = await open();
  await choose(page, 'sharp.mp4', 'long.mp4');
  await row(page, 'sharp').getByText('Ready', { exact: true }).waitFor();
  await row(page, 'long')
    .getByText(/Playable now|Ready/)
    .waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});
