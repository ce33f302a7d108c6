import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { openBrowser, openPage } from './browser.ts';
import { startEncodingServer } from './encoding-server.ts';
import type { EncodingServer } from './encoding-server.ts';
import { openPlayerSite } from './player-site.ts';
import type { OtherPlayer, PlayerSite, Report } from './player-site.ts';

const PLAYERS: readonly OtherPlayer[] = ['/hls', '/dash', '/vhs'];
/** Where nothing is encoded. */
const SEEK_SECONDS = 48;

let server: EncodingServer;
let site: PlayerSite;
let browser: Browser;
let id: string;

beforeAll(async () => {
  server = await startEncodingServer();
  site = await openPlayerSite();
  browser = await openBrowser();
});

beforeEach(async () => {
  ({ id } = await server.uploadLecture());
});

afterEach(async () => {
  server.urgent.open();
  await server.deleteLecture(id);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Plays, seeks, and plays three more seconds: then the answer is `played`; `onRefused` is called when the server has put the player off. */
async function seekIn(player: OtherPlayer, onRefused?: () => void): Promise<string> {
  const report = site.nextReport(player);
  const { page } = await openPage(browser, 'about:blank');
  page.on('response', (response) => {
    if (response.status() === 503) onRefused?.();
  });
  const { hlsUrl, dashUrl } = await server.playbackOf(id);
  const src = player === '/dash' ? dashUrl : hlsUrl;
  const query = new URLSearchParams({ src, seek: String(SEEK_SECONDS), until: String(SEEK_SECONDS + 3) });
  await page.goto(`${site.url}${player}?${query.toString()}`);
  try {
    return outcomeOf(await report);
  } finally {
    await page.context().close();
  }
}

function outcomeOf({ frames: _frames, ...report }: Report): string {
  const hasPlayed = report.errors.length === 0 && report.seconds >= SEEK_SECONDS + 3;
  return hasPlayed ? 'played' : JSON.stringify(report);
}

it('holds plain hls.js, Shaka Player and VHS where they seek to nothing yet, and they play on', async () => {
  const outcomes = await Promise.all(PLAYERS.map((player) => seekIn(player)));
  expect(outcomes).toEqual(['played', 'played', 'played']);
});

it('puts them off with 503 when it takes too long, and they play on all the same', async () => {
  server.urgent.shut();
  const refused = new Set<OtherPlayer>();
  const outcomes = await Promise.all(
    PLAYERS.map((player) =>
      seekIn(player, () => {
        refused.add(player);
        if (refused.size === PLAYERS.length) server.urgent.open();
      }),
    ),
  );
  expect(refused.size).toBe(PLAYERS.length);
  expect(outcomes).toEqual(['played', 'played', 'played']);
});
