import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { RunningServer } from '../src/main/serve/start-server.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openAdminSite } from './admin-site.ts';
import { findBarriers } from './axe.ts';
import { openBrowser, openPage } from './browser.ts';
import type { Site } from './site.ts';

const PAGES = ['', '/people', '/videos', '/storage', '/jobs', '/settings', '/audit-log', '/api-keys'];
const PATIENCE = { timeout: 60_000 };

let site: Site;
let server: RunningServer;
let browser: Browser;
let state: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  ({ site, server } = await openAdminSite());
  browser = await openBrowser();
  state = await signedIn(site.url);
});
afterAll(() => browser.close());

async function open(path: string, width = 1280): Promise<{ page: Page; complaints: string[] }> {
  const viewport = { width, height: 844 };
  const opened = await openPage(browser, `${site.url}/admin${path}`, { storageState: state, viewport });
  onTestFinished(() => opened.page.context().close());
  await opened.page.locator('main h1').waitFor(PATIENCE);
  return opened;
}

describe('an administrator', () => {
  it('finds a failed video, retries it, and sees it ready and in the audit log', async () => {
    const clip = await generatedClip(
      temporaryFolder((remove) => afterAll(remove)),
      2,
    );
    const id = await new TusClient(server.url).upload(clip, 'Optics.mp4');
    await untilEnded(server.url, id);
    // As after a disk that was full for a while.
    const { pglite } = server.work.database;
    await pglite?.query(
      `update videos set state = 'failed', failure_code = 'DISK_FULL', failure_message = 'There was no room.' where id = $1`,
      [id],
    );
    const { page, complaints } = await open('');
    await page.getByRole('row').filter({ hasText: 'Optics' }).getByText('There was no room.').waitFor(PATIENCE);
    await page.getByRole('link', { name: 'Videos', exact: true }).first().click();
    await page.getByLabel('Which videos').selectOption('failed');
    await page.getByLabel('Select Optics').check();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('1 video taken up again.').waitFor(PATIENCE);
    await page.getByText('No such videos').waitFor(PATIENCE);
    await page.getByLabel('Which videos').selectOption('all');
    expect((await untilEnded(server.url, id)).state).toBe('ready');
    await page.getByText('Ready', { exact: true }).waitFor(PATIENCE);
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('row').filter({ hasText: 'video.retry' }).getByText('Optics').waitFor(PATIENCE);
    expect(complaints).toEqual([]);
  });

  it('adds somebody, hands on the link, and deactivates them after a question', async () => {
    const { page } = await open('/people');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Grace Hopper');
    await page.getByRole('dialog').getByLabel('E-mail').fill('grace@school.example');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    const link = page.getByRole('textbox', { name: 'Link for Grace Hopper' });
    await link.waitFor(PATIENCE);
    expect(await link.inputValue()).toMatch(/^http.*\/reset-password\//);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Deactivate Grace Hopper' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('button', { name: 'Activate Grace Hopper', exact: true }).waitFor(PATIENCE);
    await page.getByLabel('Name or e-mail').fill('nobody of this name');
    await page.getByText('Nobody found').waitFor(PATIENCE);
  });

  it('makes a key whose secret is shown once, and revokes it', async () => {
    const { page } = await open('/api-keys');
    await page.getByText('No keys yet').waitFor(PATIENCE);
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('LMS bridge');
    await page.getByRole('button', { name: 'Make key' }).click();
    const secret = await page.getByRole('textbox', { name: 'Key “LMS bridge”' }).inputValue(PATIENCE);
    const ask = async (): Promise<number> =>
      (await fetch(`${server.url}/api/v1/videos`, { headers: { authorization: `Bearer ${secret}` } })).status;
    expect(await ask()).toBe(200);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached', ...PATIENCE });
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Revoke LMS bridge' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No keys yet').waitFor(PATIENCE);
    expect(await ask()).toBe(401);
  });

  it.each(PAGES)('finds /admin%s without barriers, on a phone too', async (path) => {
    for (const width of [1280, 390]) {
      const { page, complaints } = await open(path, width);
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached', ...PATIENCE });
      expect(await findBarriers(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(complaints).toEqual([]);
    }
  });

  it('opens the board of the queues', async () => {
    const { page, complaints } = await openPage(browser, `${site.url}/admin/queues/`, { storageState: state });
    onTestFinished(() => page.context().close());
    await page.getByRole('link', { name: 'urgent' }).first().waitFor(PATIENCE);
    expect(complaints).toEqual([]);
  });
});
