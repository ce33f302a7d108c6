import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { RunningServer } from '../src/main/serve/start-server.ts';
import { askAsAdmin } from '../test/support/server/admin.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openAdminSite } from './admin-site.ts';
import { findBarriers } from './axe.ts';
import { openBrowser, openPage, shoot, throttle } from './browser.ts';
import type { Site } from './site.ts';

const STUDENT = { email: 'lin@school.example', password: 'watching every lesson' };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const CLIP_SECONDS = 14;
const PATIENCE = { timeout: 60_000 };

let site: Site;
let assets: string;
let server: RunningServer;
let browser: Browser;
let courseId: string;
let videoLessonId: string;
let invitation: string;

beforeAll(async () => {
  ({ site, server, assets } = await openAdminSite());
  browser = await openBrowser();
  const clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    CLIP_SECONDS,
  );
  ({ id: courseId } = await make('POST', '/courses', { title: 'Colour theory' }));
  await make('PATCH', `/courses/${courseId}`, {
    summary: 'Light, eyes and pigments.',
    description: 'For **painters**.',
  });
  const { id: moduleId } = await make('POST', `/courses/${courseId}/modules`, { title: 'Beginnings' });
  ({ id: videoLessonId } = await make('POST', `/modules/${moduleId}/lessons`, { title: 'What colour is' }));
  const { id: textLessonId } = await make('POST', `/modules/${moduleId}/lessons`, { title: 'A list of pigments' });
  await make('PATCH', `/lessons/${videoLessonId}`, { isPublished: true, text: '# To begin with\n\nWatch *closely*.' });
  await make('PATCH', `/lessons/${textLessonId}`, { isPublished: true, text: 'Ochre, umber and ultramarine.' });
  await make('PATCH', `/courses/${courseId}`, { isPublished: true, enrolment: 'list' });
  await untilEnded(server.url, await new TusClient(server.url).upload(clip, 'c.mp4', { lessonId: videoLessonId }));
  const { invited } = await make('POST', `/courses/${courseId}/people`, { emails: [STUDENT.email] });
  invitation = new URL(invited[0]?.url ?? '', site.url).pathname;
});
afterAll(() => browser.close());

interface Made {
  id: string;
  invited: Array<{ url: string }>;
}

const make = async (method: string, path: string, body: unknown): Promise<Made> =>
  await askAsAdmin(server.url, method, path, body);

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, site.url + path, options);
  page.setDefaultTimeout(PATIENCE.timeout);
  onTestFinished(() => page.context().close());
  return page;
}

/** Milliseconds since the navigation began. */
const untilFirstPicture = `new Promise((done) => {
  const look = () => {
    const video = document.querySelector('lectern-player video');
    if (video?.readyState >= 2) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})`;
const secondsOf = (page: Page) => page.evaluate<number>(`document.querySelector('lectern-player').currentTime`);
const untilPlayedTo = (page: Page, seconds: number) =>
  expect.poll(() => secondsOf(page).catch(() => 0), PATIENCE).toBeGreaterThanOrEqual(seconds);
const answeredProgress = (page: Page) =>
  page.waitForResponse((answer) => answer.url().endsWith('/progress') && answer.ok(), PATIENCE);

describe('a student', () => {
  it('accepts the invitation, watches on a slow line, and the end alone does not count', async () => {
    const page = await open(invitation);
    await page.getByLabel('Name').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await shoot(page, 'invitation');
    await page.getByLabel('Name').fill('Lin');
    await page.getByLabel('Password').fill(STUDENT.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('link', { name: 'Colour theory' }).first().click();
    await page.getByRole('heading', { name: 'Colour theory', level: 1 }).waitFor();
    await throttle(page, 1500);
    await page.getByRole('link', { name: 'Start the course' }).click();
    await untilPlayedTo(page, 1);
    const told = answeredProgress(page);
    await page.evaluate(`document.querySelector('lectern-player').seek(${CLIP_SECONDS - 0.4})`);
    await told;
    await page.getByRole('group', { name: 'Up next' }).waitFor();
    await shoot(page, 'up-next');
    await page.getByRole('button', { name: 'Stay here' }).click();
    await page
      .getByText(/^\d+ % watched$/)
      .first()
      .waitFor();
    expect(await page.getByText('Lesson completed.').count()).toBe(0);
    await page.evaluate(`document.querySelector('lectern-player').seek(0)`);
    await page.evaluate(`document.querySelector('lectern-player').play()`);
    await expect.poll(() => secondsOf(page), PATIENCE).toBeLessThan(3);
    await untilPlayedTo(page, 5);
    const paused = answeredProgress(page);
    await page.evaluate(`document.querySelector('lectern-player').pause()`);
    const { positionSeconds } = (await (await paused).json()) as { positionSeconds: number };
    expect(Math.abs(positionSeconds - (await secondsOf(page)))).toBeLessThan(0.5);
  });

  it('goes on at the same second on another device, which asked to sign in first, and completes', async () => {
    const page = await open(`/lessons/${videoLessonId}`, PHONE);
    await page.getByLabel('E-mail').fill(STUDENT.email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill(STUDENT.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/^Continuing at 0:0[5-9]/).waitFor();
    await untilPlayedTo(page, 5);
    expect(await secondsOf(page)).toBeLessThan(9);
    await page.evaluate(`document.querySelector('lectern-player').play()`);
    await page.getByText('Lesson completed.').waitFor();
    await page.getByRole('group', { name: 'Up next' }).getByRole('button', { name: 'Play now' }).click();
    await page.getByRole('heading', { name: 'A list of pigments', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Mark as completed' }).click();
    await page.getByText('2 of 2 lessons completed').waitFor();
  });

  it('has the first picture within a second, with at most 390 KB of code and nothing of the studio', async () => {
    const storageState = await signedIn(site.url, STUDENT);
    const times: number[] = [];
    // One load may be slow; the best of some tells what the page needs. With other work on the machine it is not told.
    const limitMs = (loadavg()[0] ?? 0) > availableParallelism() ? 2000 : 1000;
    for (let load = 0; load < 8 && !times.some((ms) => ms <= limitMs); load += 1) {
      site.requests.length = 0;
      const page = await open(`/lessons/${videoLessonId}`, { storageState });
      times.push(await page.evaluate<number>(untilFirstPicture));
      await page.getByRole('navigation', { name: 'Lessons of this course' }).getByText('A list of pigments').waitFor();
    }
    expect(Math.min(...times)).toBeLessThanOrEqual(limitMs);
    const files = readdirSync(assets).filter(
      (file) => file.endsWith('.js') && site.requests.includes(`/assets/${file}`),
    );
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(assets, file)), { level: 9 }).length, 0);
    expect(bytes).toBeLessThanOrEqual(390_000);
    expect(files.filter((file) => /studio|mantine|upload|admin|library/.test(file))).toEqual([]);
  });

  it('is told how far a video is and why there is none, and plays without a reload once it can', async () => {
    const page = await open('/', { storageState: await signedIn(site.url, STUDENT) });
    let change: object = {};
    let isAway = true;
    const address = `${site.url}/api/v1/lessons/${videoLessonId}`;
    const lesson = (await (await page.request.get(address)).json()) as { video: object };
    await page.route(address, async (route) => {
      await route.fulfill({ json: { ...lesson, video: { ...lesson.video, ...change } } });
    });
    await page.route('**/api/v1/events?*', (route) => (isAway ? route.abort() : route.continue()));
    const shown = async (state: object, words: string) => {
      change = state;
      await page.goto(`${site.url}/lessons/${videoLessonId}`);
      await page.getByText(words).waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await shoot(page, `lesson-${words.replaceAll(/\W+/g, '-')}`);
    };
    const error = { code: 'SOURCE_BROKEN', message: 'The file ends too early.', action: 'Upload it again.' };
    await shown({ state: 'failed', playable: false, error }, 'The file ends too early.');
    await shown({ state: 'uploading', playable: false }, 'The video is still being uploaded');
    await shown(
      { state: 'processing', playable: false, progress: { percent: 42.7, secondsLeft: 130 } },
      '42 % prepared · about 3 min left',
    );
    change = {};
    isAway = false;
    await page.locator('lectern-player video').waitFor();
  });

  it('finds a lesson by its text from everywhere', async () => {
    const page = await open('/', { storageState: await signedIn(site.url, STUDENT) });
    await page.getByRole('heading', { name: 'My courses', level: 1 }).waitFor();
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ultra');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'A list of pigments' }).click();
    const heading = page.getByRole('heading', { name: 'A list of pigments', level: 1 });
    await heading.waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.tagName'), PATIENCE).toBe('H1');
    expect(await page.title()).toBe('A list of pigments · Lectern');
  });

  it.each([
    ['/', 'My courses'],
    ['/courses/:course', 'Colour theory'],
    ['/lessons/:lesson', 'What colour is'],
    ['/search?q=colour', 'Search for “colour”'],
    ['/account', 'Account'],
    ['/sign-in', 'Sign in'],
    ['/forgot-password', 'Forgot your password?'],
    ['/reset-password/none', 'This link no longer works'],
  ])('meets no barrier, fits a phone and sees nothing jump: %s', async (path, title) => {
    const isSignedOut = /sign-in|password/.test(path);
    const place = path.replace(':course', courseId).replace(':lesson', videoLessonId);
    const own = isSignedOut ? {} : { storageState: await signedIn(site.url, STUDENT) };
    for (const options of [{ colorScheme: 'light' as const }, { ...PHONE, colorScheme: 'dark' as const }]) {
      const page = await open('/favicon.svg', { ...own, ...options });
      await page.addInitScript(
        `window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
           .observe({ type: 'layout-shift', buffered: true });`,
      );
      await page.goto(site.url + place);
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
      expect(await findBarriers(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        options.colorScheme === 'dark' ? 390 : 1280,
      );
      expect(await page.evaluate('window.shift')).toBeLessThan(0.1);
      await shoot(
        page,
        `${path.replaceAll(/\W+/g, '_')}-${options.colorScheme === 'dark' ? '390-dark' : '1280-light'}`,
      );
    }
  });
});
