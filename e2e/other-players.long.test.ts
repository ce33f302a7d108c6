import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { runCli } from '../test/support/run-cli.ts';
import { runFfmpeg } from '../test/support/run-ffmpeg.ts';
import { openBrowser, openPage } from './browser.ts';
import { openPlayerSite, type OtherPlayer, type PlayerSite, type Report } from './player-site.ts';
import { serveFolder } from './site.ts';

/** Four chunks (6 s, then 12 s each), so that three of their borders are played over. */
const CLIP_SECONDS = 40;
const FRAME_RATE = 25;
const CHUNK_BORDERS = [6, 18, 30];

const folder = mkdtempSync(join(tmpdir(), 'lectern-players-'));
const tree = join(folder, 'tree');
let site: PlayerSite;
let browser: Browser;

beforeAll(async () => {
  const clip = join(folder, 'clip.mp4');
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', `testsrc2=s=640x360:r=${FRAME_RATE}:d=${CLIP_SECONDS}`],
    ...['-f', 'lavfi', '-i', `sine=f=440:r=48000:d=${CLIP_SECONDS}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '192k'],
    clip,
  );
  const made = await runCli('transcode', clip, tree, '--ladder', '240,360', '--json');
  expect(made.code, made.stderr).toBe(0);
  site = await openPlayerSite(serveFolder('/media/', tree));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function playInChromium(path: OtherPlayer, untilSeconds: number): Promise<Report> {
  const report = site.nextReport(path);
  const { page } = await openPage(browser, `${site.url}${path}?until=${untilSeconds}`);
  try {
    return await report;
  } finally {
    await page.context().close();
  }
}

/** The longest time between two pictures within half a second of a place on the timeline. */
function longestStepAround(frames: readonly number[], seconds: number): number {
  const near = frames.filter((time) => Math.abs(time - seconds) <= 0.5);
  return Math.max(...near.slice(1).map((time, i) => time - (near[i] ?? 0)));
}

it('shows every picture across chunk borders in plain hls.js: no gap, no stall, one buffered range', async () => {
  const report = await playInChromium('/hls', CLIP_SECONDS - 0.5);
  expect(report.errors).toEqual([]);
  expect(report.stalls).toEqual([]);
  expect(report.buffered).toHaveLength(1);
  expect(report.frames).toEqual(report.frames.toSorted((a, b) => a - b));
  for (const border of CHUNK_BORDERS) {
    // A busy machine may miss showing some pictures; a hole in the stream would be a segment, or a stall.
    expect(longestStepAround(report.frames, border), `at ${border} s`).toBeLessThan(0.3);
  }
});

it('plays in Shaka Player from the DASH manifest', async () => {
  const report = await playInChromium('/dash', 20);
  expect(report.errors).toEqual([]);
  expect(report.stalls).toEqual([]);
  expect(report.buffered).toHaveLength(1);
  expect(report.seconds).toBeGreaterThanOrEqual(20);
});

it('plays in Firefox', async () => {
  const profile = join(folder, 'firefox');
  mkdirSync(profile);
  // Muted playback without a click, and nothing fetched from anywhere but this test.
  writeFileSync(
    join(profile, 'user.js'),
    [
      'user_pref("media.autoplay.default", 0);',
      'user_pref("browser.shell.checkDefaultBrowser", false);',
      'user_pref("datareporting.policy.dataSubmissionEnabled", false);',
      'user_pref("app.update.enabled", false);',
      'user_pref("network.captive-portal-service.enabled", false);',
    ].join('\n'),
  );
  const report = site.nextReport('/hls');
  const firefox = spawn('firefox-esr', ['--headless', '--no-remote', '--profile', profile, `${site.url}/hls?until=8`], {
    env: { ...process.env, HOME: folder, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
    stdio: 'ignore',
  });
  try {
    const { errors, seconds, buffered, height } = await Promise.race([report, exitOf(firefox)]);
    expect(errors).toEqual([]);
    expect(seconds).toBeGreaterThanOrEqual(8);
    expect(buffered).toHaveLength(1);
    expect(height).toBeGreaterThan(0);
  } finally {
    firefox.kill();
  }
});

async function exitOf(child: ChildProcess): Promise<never> {
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  throw new Error(`Firefox ended with ${code} before it had played`);
}
