import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ADMIN_SETTINGS } from '../test/support/server/admin.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { openBrowser, openPage } from './browser.ts';
import { PlayerPage } from './player-page.ts';

const ROOT = join(import.meta.dirname, '..');
const LENGTH_SECONDS = 24;

const folder = mkdtempSync(join(tmpdir(), 'lectern-lecture-'));
const lecture = join(folder, 'lecture.mp4');
let server: ChildProcess;
let url: string;
let browser: Browser;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/prepare.mjs'], { cwd: ROOT, stdio: 'ignore' });
  execFileSync('ffmpeg', [
    ...['-y', '-loglevel', 'error'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=1280x720:rate=25:duration=${LENGTH_SECONDS}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=330:duration=${LENGTH_SECONDS}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-c:a', 'aac', lecture],
  ]);
  server = spawn(process.execPath, ['dist/main/lectern.js', 'serve'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', LECTERN_DATA: join(folder, 'data'), LECTERN_DEMO: 'no', ...ADMIN_SETTINGS },
  });
  url = await readUrl(server);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const force = setTimeout(() => server.kill('SIGKILL'), 20_000); // no test may leave a process behind
  await ended;
  clearTimeout(force);
  rmSync(folder, { recursive: true, force: true });
});

describe('a lecture, from the drop zone to the screen', () => {
  it('can be watched while it is encoded, then in every quality', async () => {
    const { page, complaints } = await openPage(browser, `${url}/studio/videos`, { storageState: await signedIn(url) });
    onTestFinished(() => page.context().close());
    await page.getByText('Up to 10 GB and').waitFor();
    await page.locator('input[type="file"][multiple]').setInputFiles(lecture);
    const row = page.getByRole('article').filter({ hasText: 'lecture' });
    await row
      .getByRole('link', { name: /^Watch/ })
      .first()
      .click();

    const player = new PlayerPage(page);
    await player.start();
    await player.playFor(2);
    await page.getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
    await player.seek(2); // encoding may have outlasted the lecture
    await player.resume();
    await player.pickQuality('720p');
    await player.waitUntil(({ height }) => height === 720);
    await player.seek(LENGTH_SECONDS - 6);
    await player.resume();
    await player.waitUntil(({ seconds }) => seconds > LENGTH_SECONDS - 2);
    expect(await player.failure.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });
});

/** The address that the server prints when it is ready. */
async function readUrl(child: ChildProcess): Promise<string> {
  let printed = '';
  return await new Promise((resolve, reject) => {
    const read = (piece: Buffer): void => {
      printed += piece.toString();
      const found = /http:\/\/localhost:\d+/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`the server ended: ${printed}`)));
  });
}
