import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { runCli } from '../test/support/run-cli.ts';
import { runFfmpeg } from '../test/support/run-ffmpeg.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openBrowser, openPage } from './browser.ts';
import { type BuiltPages, buildPages } from './built-pages.ts';
import { playSample } from './corpus/play-sample.ts';
import { PlayerPage } from './player-page.ts';
import { Site, serveFolder } from './site.ts';

/** Pictures of 25 a second, with sound. Chromium begins by itself where it has about five. */
const CLIPS = { one: 1, three: 3, seventy: 70 } as const;

const folder = temporaryFolder(afterAll);
let pages: BuiltPages;
let browser: Browser;
beforeAll(async () => {
  await Promise.all(Object.entries(CLIPS).map(([name, pictures]) => makeTree(name, pictures)));
  pages = buildPages();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  pages?.remove();
});

async function makeTree(name: string, pictures: number): Promise<void> {
  const clip = join(folder, `${name}.mp4`);
  const seconds = pictures / 25;
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', `testsrc2=s=320x240:r=25:d=${seconds}`],
    ...['-f', 'lavfi', '-i', `sine=f=440:r=48000:d=${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', clip],
  );
  const made = await runCli('transcode', clip, join(folder, name), '--ladder', '240', '--json');
  expect(made.code, made.stderr).toBe(0);
}

async function open(name: keyof typeof CLIPS) {
  const clips = serveFolder('/clips/', folder);
  const site = await Site.open(serveFolder('/media/', join(folder, name)), clips, serveFolder('/', pages.preview));
  onTestFinished(() => site.close());
  const { page, complaints } = await openPage(browser, site.url);
  onTestFinished(() => page.context().close());
  return { page, complaints };
}

describe('a video with sound', () => {
  it.each(['one', 'three'] as const)('plays from its start to its end with %s picture(s)', async (name) => {
    const { page, complaints } = await open(name);
    const { durationSeconds, endedAtSeconds, width } = await playSample(page);
    expect(durationSeconds).toBeCloseTo(CLIPS[name] / 25, 1);
    expect(endedAtSeconds).toBe(durationSeconds);
    expect(width).toBe(320);
    expect(complaints).toEqual([]);
  });

  it('begins where the viewer was, also a moment before its end', async () => {
    const { page } = await open('three');
    const player = page.locator('lectern-player');
    await player.evaluate((element: { setAttribute(name: string, value: string): void }) => {
      element.setAttribute('start-seconds', '2.76');
      element.setAttribute('src', '/clips/seventy/master.m3u8');
    });
    const seen = new PlayerPage(page);
    await seen.waitUntil(({ seconds }) => seconds === 2.76);
    await page.keyboard.press('k');
    await seen.waitUntil(({ seconds }) => seconds > 2.77);
    const atTheEnd = await seen.waitUntil(({ isPaused }) => isPaused);
    expect(atTheEnd.seconds).toBeCloseTo(2.8, 1);
  });
});
