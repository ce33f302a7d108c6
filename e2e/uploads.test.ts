import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openBrowser, openPage, throttle } from './browser.ts';
import { buildPages } from './built-pages.ts';
import type { BuiltPages } from './built-pages.ts';
import { FakeApi } from './fake-api.ts';
import { Site, serveApp, serveFolder } from './site.ts';

const SIZE_BYTES = 2_000_000;
const SLOW_KBPS = 2400;

const folder = mkdtempSync(join(tmpdir(), 'lectern-uploads-'));
const uploads = join(folder, 'uploads');
let pages: BuiltPages;
let browser: Browser;
let site: Site;
let api: FakeApi;
/** Upload-Offset of every PATCH request. */
const offsets: number[] = [];
/** A proxy answers in the server's place: 502 to whatever is asked of uploads, noted here. */
let isAway = false;
const refusedMethods: string[] = [];

beforeAll(async () => {
  mkdirSync(uploads);
  for (const [index, name] of ['one.mp4', 'two.mp4'].entries()) {
    writeFileSync(join(folder, name), Buffer.alloc(SIZE_BYTES, index + 1));
  }
  pages = buildPages();
  browser = await openBrowser();
  site = await Site.open(
    (request, response, path) => {
      if (isAway && path.startsWith('/api/v1/uploads')) {
        refusedMethods.push(request.method ?? '');
        response.writeHead(502).end();
        return true;
      }
      if (request.method === 'PATCH') offsets.push(Number(request.headers['upload-offset']));
      return api.handle(request, response, path);
    },
    serveFolder('/', pages.web),
    serveApp(join(pages.web, 'index.html')),
  );
});

beforeEach(() => {
  api = new FakeApi(uploads);
  offsets.length = 0;
  isAway = false;
  refusedMethods.length = 0;
});

afterAll(async () => {
  await browser.close();
  await site.close();
  pages.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<Page> {
  const { page } = await openPage(browser, `${site.url}/studio/videos`);
  onTestFinished(() => page.context().close());
  page.on('dialog', (dialog) => void dialog.accept()); // "leave although an upload is running?"
  return page;
}

async function choose(page: Page, ...names: string[]): Promise<void> {
  await page.locator('input[type="file"][multiple]').setInputFiles(names.map((name) => join(folder, name)));
}

const row = (page: Page, name: string) => page.getByRole('article').filter({ hasText: name });

/** Waits until some of the file, but not all, is stored. */
async function untilHalfway(id: string): Promise<void> {
  await expect.poll(() => storedBytes(id), { timeout: 20_000 }).toBeGreaterThan(SIZE_BYTES / 10);
  expect(storedBytes(id)).toBeLessThan(SIZE_BYTES);
}

function storedBytes(id: string): number {
  return statSync(join(uploads, id), { throwIfNoEntry: false })?.size ?? 0;
}

async function onlyId(): Promise<string> {
  await expect.poll(() => api.list().length).toBe(1);
  return api.list()[0]?.id ?? '';
}

/** The server has begun the upload, and the page does not know it until `answer`. */
async function holdBeginning(page: Page) {
  let answer = (): void => undefined;
  let begun = (): void => undefined;
  const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
  const isBegun = new Promise<void>((resolve) => (begun = resolve));
  await page.route('**/api/v1/uploads', async (route) => {
    const response = await route.fetch();
    begun();
    await mayAnswer;
    await route.fulfill({ response }).catch(() => undefined); // the page may have given it up
  });
  return { isBegun, answer: () => answer() };
}

describe('uploads', () => {
  it('sends several files at once, whole', async () => {
    const page = await open();
    await choose(page, 'one.mp4', 'two.mp4');
    for (const name of ['one', 'two']) await row(page, name).getByText('Getting ready').waitFor();
    expect(api.list().map(({ id, fileName }) => [fileName, storedBytes(id)])).toEqual(
      expect.arrayContaining([
        ['one.mp4', SIZE_BYTES],
        ['two.mp4', SIZE_BYTES],
      ]),
    );
  });

  it('shows progress, pauses, and goes on where it paused', async () => {
    const page = await open();
    await throttle(page, SLOW_KBPS);
    await choose(page, 'one.mp4');
    const id = await onlyId();
    await row(page, 'one.mp4')
      .getByText(/Uploading .+ of 1.9 MB/)
      .waitFor();
    await untilHalfway(id);
    await row(page, 'one.mp4').getByRole('button', { name: 'Pause' }).click();
    await row(page, 'one.mp4')
      .getByText(/Paused at/)
      .waitFor();
    await throttle(page, undefined);
    await row(page, 'one.mp4').getByRole('button', { name: 'Resume' }).click();
    await row(page, 'one').getByText('Getting ready').waitFor();
    expect(offsets.length).toBe(2);
    expect(offsets[1]).toBeGreaterThan(0);
    expect(storedBytes(id)).toBe(SIZE_BYTES);
  });

  it('forgets a cancelled upload here and on the server', async () => {
    const page = await open();
    await throttle(page, SLOW_KBPS);
    await choose(page, 'one.mp4');
    await untilHalfway(await onlyId());
    await row(page, 'one.mp4').getByRole('button', { name: 'Cancel upload' }).click();
    await page.getByText('No videos yet').waitFor();
    await expect.poll(() => api.list()).toEqual([]);
  });

  it('forgets an upload that is cancelled in the moment in which it begins', async () => {
    const page = await open();
    const beginning = await holdBeginning(page);
    await choose(page, 'one.mp4');
    await beginning.isBegun;
    await row(page, 'one.mp4').getByRole('button', { name: 'Cancel upload' }).click();
    beginning.answer();
    await page.getByText('No videos yet').waitFor();
    await expect.poll(() => api.list()).toEqual([]);
  });

  it('goes on with an upload that was paused in the moment in which it began', async () => {
    const page = await open();
    const beginning = await holdBeginning(page);
    await choose(page, 'one.mp4');
    await beginning.isBegun;
    await row(page, 'one.mp4').getByRole('button', { name: 'Pause' }).click();
    beginning.answer();
    await row(page, 'one.mp4').getByRole('button', { name: 'Resume' }).click();
    await row(page, 'one').getByText('Getting ready').waitFor();
    expect(api.list().length).toBe(1);
  });

  it('survives a reload: names the file, refuses another, and goes on where it stopped', async () => {
    const page = await open();
    await throttle(page, SLOW_KBPS);
    await choose(page, 'one.mp4');
    const id = await onlyId();
    await untilHalfway(id);
    await page.reload();
    await throttle(page, undefined);
    await row(page, 'one').getByText('Choose “one.mp4” again and the upload goes on where it stopped.').waitFor();

    const again = row(page, 'one').locator('input[type="file"]');
    await again.setInputFiles(join(folder, 'two.mp4'));
    await page.getByText('That is another file.').waitFor();
    await again.setInputFiles(join(folder, 'one.mp4'));
    await row(page, 'one').getByText('Getting ready').waitFor();
    expect(api.list().map((video) => video.id)).toEqual([id]);
    expect(storedBytes(id)).toBe(SIZE_BYTES);
    expect(offsets.at(-1)).toBeGreaterThan(0);
  });

  it('goes on by itself after the server was away', async () => {
    const page = await open();
    await throttle(page, SLOW_KBPS);
    await choose(page, 'one.mp4');
    const id = await onlyId();
    await untilHalfway(id);
    api.isDown = true;
    site.cutConnections();
    await throttle(page, undefined);
    await page.getByText('Connection to the server lost').waitFor();
    api.isDown = false;
    await row(page, 'one').getByText('Getting ready').waitFor();
    expect(storedBytes(id)).toBe(SIZE_BYTES);
  });

  it('goes on where it stopped after a proxy has said that the server is away', async () => {
    const page = await open();
    await throttle(page, SLOW_KBPS);
    await choose(page, 'one.mp4');
    const id = await onlyId();
    await untilHalfway(id);
    isAway = true;
    site.cutConnections();
    await expect.poll(() => refusedMethods, { timeout: 20_000 }).toContain('HEAD');
    isAway = false;
    await throttle(page, undefined);
    await row(page, 'one').getByText('Getting ready').waitFor({ timeout: 20_000 });
    expect(api.list().map((video) => video.id)).toEqual([id]);
    expect(Math.min(...offsets.slice(1))).toBeGreaterThan(0);
    expect(storedBytes(id)).toBe(SIZE_BYTES);
  });

  it('refuses what is too large or empty before sending a byte', async () => {
    api.maxUploadBytes = 1_000_000;
    writeFileSync(join(folder, 'empty.mp4'), '');
    const page = await open();
    await page.getByText('Up to 977 kB and 12 hours each').waitFor();
    await choose(page, 'one.mp4', 'empty.mp4');
    await page.getByText('one.mp4 The file has 1.9 MB; the limit is 977 kB.').waitFor();
    await page.getByText('empty.mp4 The file is empty.').waitFor();
    expect(api.list()).toEqual([]);
  });

  it("shows the server's own words when it refuses, and tries again on demand", async () => {
    const page = await open();
    await page.getByText('No videos yet').waitFor();
    api.failure = {
      status: 413,
      code: 'SOURCE_TOO_LARGE',
      message: 'The disk has no room.',
      action: 'Ask the operator.',
    };
    await choose(page, 'one.mp4');
    await row(page, 'one.mp4').getByText('The disk has no room. Ask the operator.').waitFor();
    api.failure = undefined;
    await row(page, 'one.mp4').getByRole('button', { name: 'Resume' }).click();
    await row(page, 'one').getByText('Getting ready').waitFor();
    expect(storedBytes(await onlyId())).toBe(SIZE_BYTES);
  });

  it('goes on while another page is looked at', async () => {
    api.put({ id: 'other', title: 'Other', fileName: 'other.mp4', state: 'processing', playable: true });
    const page = await open();
    await throttle(page, SLOW_KBPS);
    await choose(page, 'one.mp4');
    await expect.poll(() => api.list().length).toBe(2);
    await row(page, 'Other').getByRole('link', { name: 'Watch Other' }).click();
    await page.getByRole('link', { name: 'All videos' }).waitFor();
    await throttle(page, undefined);
    await expect
      .poll(() => api.list().map(({ state }) => state), { timeout: 15_000 })
      .toEqual(['processing', 'processing']);
  });
});
