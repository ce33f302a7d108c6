import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { VideoView } from '../src/http/video-view.ts';
import { newBucket, openPublicFolder } from '../test/support/engines/new-bucket.ts';
import { startCli } from '../test/support/run-cli.ts';
import { adminFetch } from '../test/support/server/admin.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { startTestServer } from '../test/support/server/test-server.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openBrowser, openPage } from './browser.ts';
import { openPlayerSite, type PlayerSite } from './player-site.ts';

const folder = temporaryFolder((remove) => afterAll(remove));
let site: PlayerSite;
let browser: Browser;

beforeAll(async () => {
  site = await openPlayerSite();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

it('plays a public video on another origin while the server is stopped; a private one there is refused', async () => {
  const made = await newBucket();
  const { bucket, settings } = made;
  await openPublicFolder(made);
  const env = { LECTERN_DATA: folder, ...settings };
  expect((await startCli(['cors', '--origin', '*'], { env }).result).code).toBe(0);
  const publicUrl = `${settings['S3_ENDPOINT']}/${bucket}/public`;
  const { url, stop } = await startTestServer({
    settings: { ...settings, PUBLIC_MEDIA_URL: publicUrl, LECTERN_LADDER: '240', LECTERN_DEMO: 'no' },
  });
  const clip = await generatedClip(folder, 10);
  const ids = [await new TusClient(url).upload(clip, 'open.mp4'), await new TusClient(url).upload(clip, 'closed.mp4')];
  for (const id of ids) expect(await untilEnded(url, id)).toMatchObject({ state: 'ready' });
  const [open = '', closed = ''] = ids;
  await adminFetch(`${url}/api/v1/videos/${open}`, {
    method: 'PATCH',
    body: JSON.stringify({ visibility: 'public' }),
    headers: { 'content-type': 'application/json' },
  });
  const isThere = ({ hlsUrl }: VideoView): boolean => hlsUrl?.startsWith(publicUrl) === true;
  const src = (await watchVideo(url, open, isThere)).at(-1)?.hlsUrl ?? '';
  await stop();
  await expect(fetch(url)).rejects.toThrow('fetch failed');

  const report = site.nextReport('/hls');
  const query = new URLSearchParams({ src, until: '8' });
  const { page } = await openPage(browser, `${site.url}/hls?${query.toString()}`);
  const { errors, seconds, height } = await report;
  await page.context().close();
  expect([errors, height]).toEqual([[], 240]);
  expect(seconds).toBeGreaterThanOrEqual(8);
  expect((await fetch(src.replace(open, closed))).status).toBe(403);
});
