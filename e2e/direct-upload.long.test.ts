import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DeleteBucketCorsCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import { newBucket, type TestBucket } from '../test/support/engines/new-bucket.ts';
import { startCli } from '../test/support/run-cli.ts';
import { adminFetch } from '../test/support/server/admin.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openAdminSite } from './admin-site.ts';
import { openBrowser, openPage } from './browser.ts';
import type { Site } from './site.ts';

const MIB = 1024 ** 2;
const PATIENCE = { timeout: 60_000 };
const folder = temporaryFolder((remove) => afterAll(remove));

let bucket: TestBucket;
let bucketOrigin: string;
let site: Site;
let browser: Browser;
let clip: string;
/** Of four parts. */
let large: string;
beforeAll(async () => {
  bucket = await newBucket();
  bucketOrigin = new URL(bucket.settings['S3_ENDPOINT'] ?? '').origin;
  const settings = { ...bucket.settings, LECTERN_DIRECT_UPLOADS: 'yes', LECTERN_DEMO: 'no' };
  ({ site } = await openAdminSite(settings));
  const env = { LECTERN_DATA: join(folder, 'data'), ...settings, LECTERN_URL: site.url };
  expect((await startCli(['cors', '--origin', site.url], { env }).result).code).toBe(0);
  clip = await generatedClip(folder, 6, '426x240');
  large = join(folder, 'large.mp4');
  writeFileSync(large, withFreeSpace(readFileSync(clip), 25 * MIB));
  browser = await openBrowser();
}, 120_000);
afterAll(() => browser.close());

/** The same MP4 of that size: a box of free space lies behind it. */
function withFreeSpace(bytes: Buffer, sizeBytes: number): Buffer {
  const free = randomBytes(sizeBytes - bytes.length);
  free.writeUInt32BE(free.length, 0);
  free.write('free', 4, 'latin1');
  return Buffer.concat([bytes, free]);
}

async function open(): Promise<{ page: Page; requests: Request[]; complaints: string[] }> {
  const storageState = await signedIn(site.url);
  const { page, complaints } = await openPage(browser, `${site.url}/studio/videos`, { storageState });
  onTestFinished(() => page.context().close());
  page.on('dialog', (dialog) => void dialog.accept()); // "leave although an upload is running?"
  const requests: Request[] = [];
  page.on('request', (request) => requests.push(request));
  await page.getByText(/Up to .+ each/).waitFor(); // the page knows what the server offers
  return { page, requests, complaints };
}

const row = (page: Page, name: string) => page.getByRole('article').filter({ hasText: name });

async function choose(page: Page, file: string): Promise<void> {
  await page.locator('input[type="file"][multiple]').setInputFiles(file);
}

/** Drops a file on the page, from outside. */
async function drop(page: Page, name: string): Promise<void> {
  const file = JSON.stringify({ base64: readFileSync(clip).toString('base64'), name });
  await page.evaluate(`(() => {
    const { base64, name } = ${file};
    const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], name, { type: 'video/mp4' }));
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  })()`);
}

/** Numbers of the parts that were sent to the bucket. */
function partsIn(requests: readonly Request[]): number[] {
  return requests.filter((request) => request.method() === 'PUT').map((request) => partOf(request.url()));
}

function partOf(url: string): number {
  return Number(new URL(url).searchParams.get('partNumber'));
}

async function unfinishedKeys(): Promise<string[]> {
  const answer = await bucket.client.send(new ListMultipartUploadsCommand({ Bucket: bucket.bucket }));
  return (answer.Uploads ?? []).map(({ Key = '' }) => Key);
}

/** What the bucket has of the only upload that is under way. */
async function storedParts(): Promise<number[]> {
  const [, id = ''] = (await unfinishedKeys())[0]?.split('/') ?? [];
  if (id === '') return [];
  const answer = await adminFetch(`${site.url}/api/v1/direct-uploads/${id}`);
  return ((await answer.json()) as { storedParts: number[] }).storedParts;
}

it('sends a dropped file straight to the bucket, on another origin, and plays it; the server gets no byte of it', async () => {
  const { page, requests, complaints } = await open();
  await drop(page, 'dropped.mp4');
  await row(page, 'dropped')
    .getByText(/Playable now|Ready/)
    .waitFor(PATIENCE);

  const sent = requests.filter((request) => request.method() === 'PUT');
  expect(sent.map((request) => [new URL(request.url()).origin, partOf(request.url())])).toEqual([[bucketOrigin, 1]]);
  const [key = ''] = await bucket.keys('originals/');
  expect(Buffer.from(await bucket.read(key)).equals(readFileSync(clip))).toBe(true);
  const toServer = requests.filter((request) => new URL(request.url()).origin === site.url);
  expect(toServer.filter((request) => new URL(request.url()).pathname.startsWith('/api/v1/uploads'))).toEqual([]);
  const sizes = toServer.map((request) => request.postDataBuffer()?.length ?? 0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1000);
  expect(complaints).toEqual([]);

  await row(page, 'dropped').getByRole('link', { name: 'Watch dropped' }).click();
  const seconds = page.locator('video').evaluate((video: unknown) => {
    const player = video as {
      currentTime: number;
      play(): Promise<void>;
      addEventListener(of: string, f: () => void): void;
    };
    return new Promise((resolve) => {
      player.addEventListener('timeupdate', () => player.currentTime > 1 && resolve(player.currentTime));
      void player.play();
    });
  });
  expect(await seconds).toBeGreaterThan(1);
});

it('pauses, goes on, survives a reload, and sends no part twice that the bucket has', async () => {
  const { page, requests } = await open();
  // The last part never arrives.
  await page.route(/partNumber=4\b/, () => undefined);
  await choose(page, large);
  await expect.poll(storedParts, { timeout: 30_000 }).toEqual([1, 2, 3]);
  await row(page, 'large.mp4')
    .getByText(/Uploading 2\d(\.\d)? MB of 25/)
    .waitFor();
  await row(page, 'large.mp4').getByRole('button', { name: 'Pause' }).click();
  await row(page, 'large.mp4')
    .getByText(/Paused at 2\d(\.\d)? MB of 25/)
    .waitFor();
  await row(page, 'large.mp4').getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => partsIn(requests).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 4]); // several are sent at once

  await page.reload();
  await page.unrouteAll();
  requests.length = 0;
  await row(page, 'large').getByText('Choose “large.mp4” again and the upload goes on where it stopped.').waitFor();
  await row(page, 'large').locator('input[type="file"]').setInputFiles(large);
  await row(page, 'large')
    .getByText(/Playable now|Ready/)
    .waitFor(PATIENCE);
  expect(partsIn(requests)).toEqual([4]);
});

it('sends a part again that got lost, and tells the server’s own words when it refuses', async () => {
  const { page, requests } = await open();
  let lost = 0;
  await page.route(/partNumber=1\b/, async (route) => await (lost++ === 0 ? route.abort() : route.continue()));
  await drop(page, 'lost.mp4');
  await row(page, 'lost')
    .getByText(/Playable now|Ready/)
    .waitFor(PATIENCE);
  expect(partsIn(requests)).toEqual([1, 1]);

  const error = { code: 'DISK_FULL', message: 'There is no room.', action: 'Ask the operator.', requestId: 'r' };
  await page.route('**/api/v1/direct-uploads', async (route) => {
    await route.fulfill({ status: 413, contentType: 'application/json', body: JSON.stringify({ error }) });
  });
  await drop(page, 'refused.mp4');
  await row(page, 'refused.mp4').getByText('There is no room. Ask the operator.').waitFor();
  await page.unrouteAll();
  await row(page, 'refused.mp4').getByRole('button', { name: 'Resume' }).click();
  await row(page, 'refused')
    .getByText(/Playable now|Ready/)
    .waitFor(PATIENCE);
});

it('forgets a cancelled upload here, on the server and in the bucket', async () => {
  const { page } = await open();
  await page.route(/partNumber=4\b/, () => undefined);
  await choose(page, large);
  await expect.poll(storedParts, { timeout: 30_000 }).toEqual([1, 2, 3]);
  await row(page, 'large.mp4').getByRole('button', { name: 'Cancel upload' }).click();
  await expect.poll(unfinishedKeys).toEqual([]);
});

it('goes through the server by itself where the bucket takes nothing from the page, and leaves nothing in parts', async () => {
  await bucket.client.send(new DeleteBucketCorsCommand({ Bucket: bucket.bucket }));
  const { page, requests } = await open();
  const throughServer = () => requests.filter((each) => new URL(each.url()).pathname.startsWith('/api/v1/uploads'));
  await drop(page, 'blocked.mp4');
  await row(page, 'blocked')
    .getByText(/Playable now|Ready/)
    .waitFor(PATIENCE);
  expect(new Set(partsIn(requests))).toEqual(new Set([1]));
  expect(throughServer().map((request) => request.method())).toEqual(expect.arrayContaining(['POST', 'PATCH']));
  expect(await unfinishedKeys()).toEqual([]);
  expect(await row(page, 'blocked').count()).toBe(1);

  requests.length = 0;
  await drop(page, 'next.mp4');
  await row(page, 'next')
    .getByText(/Playable now|Ready/)
    .waitFor(PATIENCE);
  expect(partsIn(requests)).toEqual([]);
});
