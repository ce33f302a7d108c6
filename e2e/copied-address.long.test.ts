import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import type { VideoView } from '../src/http/video-view.ts';
import type { RunningServer } from '../src/main/serve/start-server.ts';
import { AS_ADMIN } from '../test/support/server/admin.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { startTestServer } from '../test/support/server/test-server.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { newVisitor } from '../test/support/server/visitor.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openBrowser, openPage } from './browser.ts';
import { PlayerPage } from './player-page.ts';

const ROOT = join(import.meta.dirname, '..');
let server: RunningServer;
let browser: Browser;
let video: VideoView;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/prepare.mjs'], { cwd: ROOT, stdio: 'ignore' }); // the server's pages
  server = await startTestServer({ settings: { LECTERN_LADDER: '240,360' } });
  const folder = temporaryFolder((remove) => afterAll(remove));
  const id = await new TusClient(server.url).upload(await generatedClip(folder, 8));
  video = await untilEnded(server.url, id);
  browser = await openBrowser();
});

afterAll(() => browser.close());

/** Addresses of which somebody gets something that plays or shows. */
async function playable(urls: readonly string[], headers: Record<string, string>): Promise<string[]> {
  const answers = await Promise.all(urls.map((url) => fetch(url, { headers })));
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  return urls.filter((_url, index) => answers[index]?.ok === true || !bodies[index]?.includes('PLAYBACK_NOT_ALLOWED'));
}

it('every address that a player has used gives nothing without its session, nor when that has ended', async () => {
  const owner = await newVisitor(server, 'admin');
  const other = await newVisitor(server, 'student');
  const { page } = await openPage(browser, 'about:blank', { storageState: await signedIn(server.url, owner) });
  onTestFinished(() => page.context().close());
  const used = new Set<string>();
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/v/')) used.add(request.url());
  });
  await page.goto(`${server.url}/watch/${video.id}`);
  const player = new PlayerPage(page);
  await player.start();
  await player.pickQuality('240p');
  await player.waitUntil(({ height }) => height === 240);
  const urls = [...used];
  expect(urls.length).toBeGreaterThan(8);
  const [cookie] = await page.context().cookies();
  const own = { cookie: `${cookie?.name}=${cookie?.value}` };
  expect((await playable(urls, own)).length).toBe(urls.length);

  expect(await playable(urls, {})).toEqual([]);
  expect(await playable(urls, { cookie: other.visitor.cookie })).toEqual([]);
  const ended = await fetch(`${server.url}/api/v1/session`, { method: 'DELETE', headers: own });
  expect(ended.status).toBe(204);
  await expect.poll(async () => await playable(urls, own), { interval: 500 }).toEqual([]);
  // A key in a header is no session: it still plays what its role may.
  expect((await playable(urls, AS_ADMIN)).length).toBe(urls.length);
});
