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
import { findBarriers } from './axe.ts';
import { openBrowser, openPage } from './browser.ts';
import type { Site } from './site.ts';

const PATIENCE = { timeout: 60_000 };
const CLIP_SECONDS = 60;

let site: Site;
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  ({ site, server } = await openAdminSite());
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, site.url + path, options);
  page.setDefaultTimeout(PATIENCE.timeout);
  onTestFinished(() => page.context().close());
  return page;
}

interface Made {
  readonly id: string;
  readonly url: string;
}

const make = async (method: string, path: string, body: unknown): Promise<Made> =>
  await askAsAdmin(server.url, method, path, body);

async function makeCourse(title: string, enrolment: 'open' | 'link') {
  const { id } = await make('POST', '/courses', { title });
  const module = await make('POST', `/courses/${id}/modules`, { title: 'Beginnings' });
  const lesson = await make('POST', `/modules/${module.id}/lessons`, { title: `First of ${title}` });
  await make('PATCH', `/lessons/${lesson.id}`, { isPublished: true, text: 'Welcome.' });
  await make('PATCH', `/courses/${id}`, { isPublished: true, enrolment });
  return { id, lessonId: lesson.id };
}

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

describe('a forgotten password', () => {
  it('is set anew by a link of the administrator, which works once, and other devices are signed out', async () => {
    const person = await newVisitor(server, 'student', 'Forgetful Fay');
    const elsewhere = await open('/', { storageState: await signedIn(site.url, person) });
    await elsewhere.getByRole('heading', { name: 'My courses', level: 1 }).waitFor();
    const admin = await open('/admin/people', { storageState: await signedIn(site.url) });
    await admin.getByRole('button', { name: 'Make a password link for Forgetful Fay' }).click();
    const link = new URL(await admin.getByRole('dialog').getByRole('textbox').inputValue()).pathname;
    const page = await open(link);
    await page.getByText(`For ${person.email}`).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Use at least 10 characters.').waitFor();
    await page.getByLabel('New password').fill('written down this time');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('The password is set. Sign in with it.').waitFor();
    await signIn(page, person);
    await page.getByRole('alert').waitFor();
    await signIn(page, { email: person.email, password: 'written down this time' });
    await page.getByRole('heading', { name: 'My courses', level: 1 }).waitFor();
    await elsewhere.reload();
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(site.url + link);
    await page.getByText('This link no longer works').waitFor();
  });
});

describe('joining a course', () => {
  it('by a link: signed out at first, then in, and the lessons open', async () => {
    const { id } = await makeCourse('Fencing', 'link');
    const { url } = await make('POST', `/courses/${id}/enrolment-links`, {});
    const person = await newVisitor(server, 'student');
    const page = await open(new URL(url, site.url).pathname);
    await page.getByRole('heading', { name: 'Fencing', level: 1 }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Sign in to join' }).click();
    await signIn(page, person);
    await page.getByRole('button', { name: 'Join the course' }).click();
    await page.getByRole('link', { name: 'Start the course' }).click();
    await page.getByRole('heading', { name: 'First of Fencing', level: 1 }).waitFor();
    await page.getByText('Welcome.').waitFor();
  });

  it('that is open to everybody, and leaving it again', async () => {
    await makeCourse('Open water', 'open');
    const person = await newVisitor(server, 'student');
    const page = await open('/', { storageState: await signedIn(site.url, person) });
    await page.getByRole('link', { name: 'Open water' }).first().click();
    await page.getByText('Join the course to open its lessons.').waitFor();
    expect(await page.getByRole('link', { name: /First of Open water/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Join this course' }).click();
    await page.getByText('You joined the course.').waitFor();
    await page.getByRole('link', { name: /First of Open water/ }).click();
    await page.getByText('Welcome.').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Leave this course' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave this course' }).click();
    await page.getByRole('button', { name: 'Join this course' }).waitFor();
  });
});

describe('a session that is ended elsewhere', () => {
  it('stops what plays there and asks to sign in', async () => {
    const clip = await generatedClip(
      temporaryFolder((remove) => afterAll(remove)),
      CLIP_SECONDS,
      '320x180',
    );
    const { id, lessonId } = await makeCourse('Long tides', 'open');
    await untilEnded(server.url, await new TusClient(server.url).upload(clip, 'tides.mp4', { lessonId }));
    const person = await newVisitor(server, 'student');
    await person.visitor.ask('POST', `/courses/${id}/enrolment`);
    const other = await open(`/lessons/${lessonId}`, { storageState: await signedIn(site.url, person) });
    const secondsOf = () => other.evaluate<number>(`document.querySelector('lectern-player').currentTime`);
    await other.locator('lectern-player video').waitFor();
    await other.evaluate(`document.querySelector('lectern-player').play()`);
    await expect.poll(secondsOf, PATIENCE).toBeGreaterThan(1);
    await person.visitor.signIn(person.email, person.password);

    const page = await open('/account', { storageState: await signedIn(site.url, person) });
    await page.getByText('This device').waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByText('Signed out everywhere else.').waitFor();
    await page.getByText('This device').waitFor();

    // Without anybody touching it: the page hears of it, or its next report is refused.
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await other.locator('lectern-player').count()).toBe(0);
    expect(new URL(other.url()).searchParams.get('to')).toBe(`/lessons/${lessonId}`);
  });
});
