import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { RunningServer } from '../src/main/serve/start-server.ts';
import { askAsAdmin } from '../test/support/server/admin.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { newVisitor } from '../test/support/server/visitor.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openAdminSite } from './admin-site.ts';
import { openBrowser, openPage } from './browser.ts';
import type { Site } from './site.ts';

const PATIENCE = { timeout: 60_000 };
const OLD_SECONDS = 30;
const NEW_SECONDS = 20;
const folder = temporaryFolder((remove) => afterAll(remove));

let site: Site;
let server: RunningServer;
let browser: Browser;
let courseId: string;
let lessonId: string;

beforeAll(async () => {
  ({ site, server } = await openAdminSite());
  browser = await openBrowser();
  ({ id: courseId } = await make('POST', '/courses', { title: 'Astronomy' }));
  const { id: moduleId } = await make('POST', `/courses/${courseId}/modules`, { title: 'The night' });
  ({ id: lessonId } = await make('POST', `/modules/${moduleId}/lessons`, { title: 'Stars' }));
  await make('PATCH', `/lessons/${lessonId}`, { isPublished: true, text: 'Look **up**.' });
  await make('PATCH', `/courses/${courseId}`, { isPublished: true, enrolment: 'open' });
  const clip = await generatedClip(folder, OLD_SECONDS, '320x180');
  await untilEnded(server.url, await new TusClient(server.url).upload(clip, 'old.mp4', { lessonId }));
});
afterAll(() => browser.close());

const make = async (method: string, path: string, body?: unknown): Promise<{ id: string }> =>
  await askAsAdmin(server.url, method, path, body);

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, site.url + path, options);
  page.setDefaultTimeout(PATIENCE.timeout);
  onTestFinished(() => page.context().close());
  return page;
}

const playerOf = (page: Page) => ({
  seconds: () => page.evaluate<number>(`document.querySelector('lectern-player')?.currentTime ?? 0`),
  length: () => page.evaluate<number>(`document.querySelector('lectern-player')?.durationSeconds ?? 0`),
  isPaused: () => page.evaluate<boolean>(`document.querySelector('lectern-player')?.isPaused ?? true`),
  play: () => page.evaluate(`document.querySelector('lectern-player').play()`),
});

describe('another video for a lesson', () => {
  it('takes the place of the old one under the same address, while students watch that until then', async () => {
    const student = await newVisitor(server, 'student');
    await student.visitor.ask('POST', `/courses/${courseId}/enrolment`);
    const page = await open(`/lessons/${lessonId}`, { storageState: await signedIn(site.url, student) });
    const player = playerOf(page);
    await page.locator('lectern-player video').waitFor();
    await player.play();
    await expect.poll(player.seconds, PATIENCE).toBeGreaterThan(1);
    expect(Math.round(await player.length())).toBe(OLD_SECONDS);

    const studio = await open(`/studio/lessons/${lessonId}`, { storageState: await signedIn(site.url) });
    const clip = await generatedClip(folder, NEW_SECONDS, '320x180');
    const video = studio.getByRole('region', { name: 'Video' });
    await video.locator('input[type="file"]').first().setInputFiles(clip);
    await studio.getByText('Students keep seeing the old video until the new one can be played.').waitFor();
    const before = await player.seconds();
    await expect.poll(player.seconds, PATIENCE).toBeGreaterThan(before);

    await expect.poll(async () => Math.round(await player.length()), PATIENCE).toBe(NEW_SECONDS);
    expect(new URL(page.url()).pathname).toBe(`/lessons/${lessonId}`);
    expect(await page.getByRole('alert').count()).toBe(0);
    await player.play();
    await expect.poll(player.seconds, PATIENCE).toBeGreaterThan(1);
  });
});

describe('a course', () => {
  it('is duplicated with all that is in it, as a draft that the students of the first do not see', async () => {
    const page = await open(`/studio/courses/${courseId}?tab=settings`, { storageState: await signedIn(site.url) });
    await page.getByRole('button', { name: 'Duplicate this course' }).click();
    await page.getByText('This is the copy of “Astronomy”. It is a draft.').waitFor();
    await page.waitForURL((url) => !url.pathname.endsWith(courseId));
    const copyId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByRole('link', { name: 'Stars' }).click();
    expect(await page.getByLabel('Lesson text').inputValue()).toBe('Look **up**.');
    await page.locator('lectern-player video').waitFor();
    const copyLessonId = new URL(page.url()).pathname.split('/').at(-1);
    expect(copyLessonId).not.toBe(lessonId);

    const student = await newVisitor(server, 'student');
    await student.visitor.ask('POST', `/courses/${courseId}/enrolment`);
    const own = await open(`/courses/${copyId}`, { storageState: await signedIn(site.url, student) });
    await own.getByText('There is no such course').waitFor();
    await own.goto(`${site.url}/lessons/${copyLessonId}`);
    await own.getByText('There is no such lesson').waitFor();
  });
});
