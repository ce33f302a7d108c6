import { join } from 'node:path';

import { sql } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, expect, it, onTestFinished } from 'vitest';

import { openEmbeddedDatabase } from '../src/adapters/database/embedded/open-embedded.ts';
import { silentLogger } from '../src/kernel/logger.ts';
import { freePort } from '../test/support/engines/engine-process.ts';
import { startNginx } from '../test/support/engines/start-nginx.ts';
import { startCli } from '../test/support/run-cli.ts';
import { askAsAdmin } from '../test/support/server/admin.ts';
import { startChildServer } from '../test/support/server/child-server.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { newPostgresUrl } from '../test/support/test-databases.ts';
import { openBrowser, openPage } from './browser.ts';
import { openPlayerSite, type PlayerSite } from './player-site.ts';

const VIDEOS = 200;
const CELLS = 20_000;
const CLIP_SECONDS = 65;
/** Longer than what hls.js has in its buffer when the server goes, and the pause. */
const PLAYED_SECONDS = 55;
const BUFFER_SECONDS = 30;

const folder = temporaryFolder((remove) => afterAll(remove));

/** Rows of a school that has worked for a while, all like those of one video. */
async function fillTables(dataFolder: string): Promise<void> {
  const { db, close } = await openEmbeddedDatabase({ folder: join(dataFolder, 'database'), logger: silentLogger() });
  const copies = sql`generate_series(1, ${VIDEOS}::int) n`;
  const id = (letter: string) => sql`${letter} || lpad(n::text, 19, '0')`;
  await db.execute(sql`
    insert into videos select r.* from videos v, ${copies},
      jsonb_populate_record(v, jsonb_build_object('id', ${id('v')}, 'revision_id', ${id('r')})) r`);
  await db.execute(sql`
    insert into revisions select r.* from revisions v, ${copies},
      jsonb_populate_record(v, jsonb_build_object('id', ${id('r')}, 'video_id', ${id('v')})) r`);
  await db.execute(sql`
    insert into cells select r.* from (select one as c from cells one limit 1) model, ${copies}, generate_series(1, ${CELLS / VIDEOS}::int) k,
      jsonb_populate_record(c, jsonb_build_object('revision_id', ${id('r')}, 'segment_index', k)) r`);
  await close();
}

/** Serves the page of plain hls.js under the address of Lectern, as Lectern's own pages are. */
async function servePlayer(page: Page, origin: string, site: PlayerSite): Promise<void> {
  await page.route(`${origin}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    if (pathname.startsWith('/v/')) return await route.fallback();
    await route.fulfill({ response: await route.fetch({ url: `${site.url}${pathname}${search}` }) });
  });
}

it('moves the tables to PostgreSQL within the buffer of a player, which goes on without a stall', async () => {
  const data = join(folder, 'data');
  const settings = { LECTERN_LADDER: '240', PORT: String(await freePort()) };
  let server = await startChildServer(data, settings);
  const id = await new TusClient(server.url).upload(await generatedClip(folder, CLIP_SECONDS), 'lecture.mp4');
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
  await server.kill('SIGTERM');
  await fillTables(data);
  server = await startChildServer(data, settings);
  const nginx = await startNginx(folder, server.url);
  onTestFinished(() => nginx.stop());

  const { hlsUrl } = await askAsAdmin<{ hlsUrl: string }>(nginx.url, 'POST', `/videos/${id}/playback`);
  const [browser, site] = [await openBrowser(), await openPlayerSite()];
  onTestFinished(async () => {
    await browser.close();
    await site.close();
  });
  const report = site.nextReport('/hls');
  const { page } = await openPage(browser, 'about:blank');
  await servePlayer(page, nginx.url, site);
  const query = new URLSearchParams({
    src: new URL(hlsUrl, nginx.url).pathname,
    until: String(PLAYED_SECONDS),
    seek: '0.1',
    buffer: String(BUFFER_SECONDS),
  });
  await page.goto(`${nginx.url}/hls?${query.toString()}`);
  // Its buffer is full, and the next segment is asked for in the pause.
  await page.waitForFunction(
    `(({ buffered }) => buffered.length > 0 && buffered.end(buffered.length - 1) >= ${BUFFER_SECONDS - 2})(document.querySelector('video'))`,
  );

  const grown = { ...settings, LECTERN_DATA: data, DATABASE_URL: await newPostgresUrl() };
  const pausedAt = performance.now();
  expect(await server.kill('SIGTERM')).toBe(0);
  const stoppedAt = performance.now();
  const imported = await startCli(['import-embedded'], { env: grown }).result;
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  const importedAt = performance.now();
  server = await startChildServer(data, grown);
  const seconds = [stoppedAt - pausedAt, importedAt - stoppedAt, performance.now() - importedAt].map((ms) => ms / 1000);
  const [stop, move, start] = seconds.map((each) => each.toFixed(1));
  process.stdout.write(
    `away for ${((performance.now() - pausedAt) / 1000).toFixed(1)} s: stop ${stop}, import ${move}, start ${start}; ${imported.stdout}`,
  );

  const { stalls, errors, seconds: played } = await report;
  process.stdout.write(`hls.js: ${JSON.stringify({ stalls, errors, played })}\n`);
  expect({ stalls, errors }).toEqual({ stalls: [], errors: [] });
  expect(played).toBeGreaterThanOrEqual(PLAYED_SECONDS);
});
