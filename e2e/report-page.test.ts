import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { makeDamagedClip } from '../test/support/clips/damaged-clip.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { findBarriers } from './axe.ts';
import { openBrowser, openPage, PHONE_IN_THE_DARK } from './browser.ts';
import type { Site } from './site.ts';
import { openStudioSite } from './studio-site.ts';

const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' };
const folder = temporaryFolder((remove) => afterAll(remove));

let site: Site;
let browser: Browser;
let damagedId: string;
let failedId: string;

beforeAll(async () => {
  site = await openStudioSite();
  browser = await openBrowser();
  const tus = new TusClient(site.url);
  const [clip, damaged] = [join(folder, 'clip.mp4'), join(folder, 'damaged.mp4')];
  await makeDamagedClip({ file: clip, of: [] });
  await makeDamagedClip({ file: damaged, of: ['picture', 'sound'] });
  damagedId = await tus.upload(damaged, 'damaged lecture.mp4');
  const whole = await readFile(clip);
  failedId = await tus.upload(whole.subarray(0, 1000), 'cut off.mp4');
  expect((await untilEnded(site.url, damagedId)).state).toBe('ready');
  expect((await untilEnded(site.url, failedId)).state).toBe('failed');
});
afterAll(() => browser.close());

describe('the report of a video', () => {
  it('is reached from the list, tells what was checked and leads to the damaged part', async () => {
    const page = await open('/studio/videos', DESKTOP);
    await page.getByRole('link', { name: 'Report on damaged lecture' }).click();
    await page.getByRole('heading', { name: 'damaged lecture' }).waitFor();
    const checked = page.getByRole('region', { name: 'What was checked' });
    expect(await checked.textContent()).toMatch(/Segments, each read back10/);
    expect(await checked.textContent()).toMatch(/Length of the video12\.00 s/);
    const qualities = page.getByRole('region', { name: 'Qualities' });
    expect(await qualities.getByRole('row', { name: /^240p 5 \d+/ }).count()).toBe(1);
    const rules = page.getByRole('region', { name: 'Rules of HLS' });
    expect(await rules.getByText('H20', { exact: true }).count()).toBe(1);
    expect(await rules.getByText('broken').count()).toBe(0);
    expect(await page.getByText('3.0 s of the picture could not be read properly at 0:05.').count()).toBe(1);
    expect(await page.getByText('3.0 s of the sound could not be read properly at 0:05.').count()).toBe(1);

    await page.locator('lectern-player video').waitFor();
    const damage = page.getByRole('region', { name: 'Damaged parts of the file' });
    expect(await damage.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/Picture for 3\.0 s/),
      expect.stringMatching(/Sound for 3\.0 s/),
    ]);
    await damage.getByRole('button').first().click();
    await expect
      .poll(() => page.evaluate("document.querySelector('lectern-player video').currentTime"))
      .toBeGreaterThan(1);
  });

  it('says of a failed one why, what to do and, to who administers, what happened', async () => {
    const page = await open(`/studio/videos/${failedId}`, DESKTOP);
    const why = page.getByRole('region', { name: 'Why it failed' });
    expect(await why.textContent()).toContain('it is cut off or damaged');
    await why.getByText('Details for operators').click();
    await why.getByText(/ffprobe .*exit code 1/s).waitFor();
    await why.getByRole('button', { name: 'Start from the beginning' }).click();
    const question = page.getByRole('dialog');
    await question.getByRole('button', { name: 'Start again' }).click();
    // The file is what it was: it is read again, and refused again.
    await expect.poll(async () => (await untilEnded(site.url, failedId)).state).toBe('failed');
    await why.waitFor();
  });

  it.each([
    ['a desktop', DESKTOP],
    ['a phone in the dark', PHONE_IN_THE_DARK],
  ])('holds nothing for axe to find and nothing too wide on %s', async (_where, options) => {
    const faults: Record<string, unknown> = {};
    for (const [path, shows] of [
      [damagedId, 'Rules of HLS'],
      [failedId, 'Why it failed'],
      ['none', 'This video does not exist'],
    ] as const) {
      const page = await open(`/studio/videos/${path}`, options);
      await page.getByText(shows).first().waitFor();
      const barriers = await findBarriers(page);
      const tooWide = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (barriers.length > 0 || tooWide > 0) faults[path] = { barriers, tooWide };
    }
    expect(faults).toEqual({});
  });
});

async function open(path: string, options: BrowserContextOptions): Promise<Page> {
  const { page } = await openPage(browser, site.url + path, options);
  onTestFinished(() => page.context().close());
  return page;
}
