import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import type { RunningServer } from '../src/main/serve/start-server.ts';
import { adminFetch, askAsAdmin } from '../test/support/server/admin.ts';
import { generatedClip } from '../test/support/server/generated-clip.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { TusClient } from '../test/support/server/tus-client.ts';
import { untilEnded } from '../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openAdminSite } from './admin-site.ts';
import { findBarriers } from './axe.ts';
import { openBrowser, openPage, shoot } from './browser.ts';
import type { Site } from './site.ts';

const PATIENCE = { timeout: 30_000 };
const PHONE = { viewport: { width: 390, height: 844 } };
const password = 'teaching every lesson';
const emailOf = (name: string): string => `${name.toLowerCase()}@school.example`;

let site: Site;
let server: RunningServer;
let browser: Browser;
let courseId: string;

beforeAll(async () => {
  ({ site, server } = await openAdminSite());
  browser = await openBrowser();
  for (const [name, role] of [
    ['Ada', 'instructor'],
    ['Grace', 'instructor'],
    ['Lin', 'student'],
  ]) {
    const { passwordUrl } = await make('POST', '/people', { name, email: emailOf(name ?? ''), role });
    await make('POST', `/password-resets/${passwordUrl.split('/').at(-1)}`, { password });
  }
  const clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    3,
  );
  ({ id: courseId } = await make('POST', '/courses', { title: 'Light' }));
  const { id: moduleId } = await make('POST', `/courses/${courseId}/modules`, { title: 'Module' });
  const { id: lessonId } = await make('POST', `/modules/${moduleId}/lessons`, { title: 'Prisms' });
  await make('PATCH', `/lessons/${lessonId}`, { isPublished: true });
  await make('PATCH', `/courses/${courseId}`, { isPublished: true, enrolment: 'open' });
  await make('POST', `/courses/${courseId}/instructors`, { email: emailOf('Ada') });
  await untilEnded(server.url, await new TusClient(server.url).upload(clip, 'c.mp4', { lessonId }));
});
afterAll(() => browser.close());

const make = async (method: string, path: string, body: object): Promise<{ id: string; passwordUrl: string }> =>
  await askAsAdmin(server.url, method, path, body);

async function open(who: string, path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const storageState = await signedIn(site.url, { email: emailOf(who), password });
  const { page } = await openPage(browser, site.url + path, { storageState, ...options });
  page.setDefaultTimeout(PATIENCE.timeout);
  onTestFinished(() => page.context().close());
  return page;
}

const instructors = (page: Page) => page.getByRole('region', { name: 'Instructors' });
const saved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor();

it('two instructors teach one course: by e-mail, refused for a student, and left by one of them only', async () => {
  const page = await open('Ada', `/studio/courses/${courseId}?tab=people`);
  const panel = instructors(page);
  await panel.getByText('Ada (you)').waitFor();
  // Who teaches alone cannot leave.
  expect(await panel.getByRole('button', { name: 'Leave this course' }).count()).toBe(0);
  await panel.getByLabel('Add by e-mail').fill(emailOf('Lin'));
  await panel.getByRole('button', { name: 'Add instructor' }).click();
  await panel.getByText(`${emailOf('Lin')} is not an instructor here.`).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await shoot(page, 'instructors-refused-1280-light');
  await panel.getByLabel('Add by e-mail').fill(emailOf('Grace'));
  await page.keyboard.press('Enter');
  await panel.getByText(emailOf('Grace')).waitFor();
  await panel.getByRole('button', { name: 'Leave this course' }).waitFor();

  for (const [name, options] of [
    ['instructors-1280-light', {}],
    ['instructors-1280-dark', { colorScheme: 'dark' }],
    ['instructors-390-light', PHONE],
    ['instructors-390-dark', { ...PHONE, colorScheme: 'dark' }],
  ] as const) {
    const other = await open('Ada', `/studio/courses/${courseId}?tab=people`, options);
    await instructors(other).getByText('Ada (you)').waitFor();
    expect(await findBarriers(other)).toEqual([]);
    expect(await other.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await shoot(other, name);
  }

  await panel.getByRole('button', { name: 'Remove Grace' }).click();
  await panel.getByText(emailOf('Grace')).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await panel.getByText(emailOf('Grace')).waitFor();

  const grace = await open('Grace', '/studio');
  await grace.getByRole('link', { name: 'Light' }).first().click();
  await grace.getByRole('link', { name: 'People' }).click();
  await instructors(grace).getByRole('button', { name: 'Leave this course' }).click();
  await shoot(grace, 'instructors-leave');
  await grace.getByRole('button', { name: 'Leave', exact: true }).last().click();
  await grace.getByText('You do not teach “Light” any more.').waitFor();
  await expect.poll(() => grace.getByRole('link', { name: 'Light' }).count(), PATIENCE).toBe(0);
});

it('what two change at once is lost to neither: other words are joined, the same are shown in both versions', async () => {
  await make('POST', `/courses/${courseId}/instructors`, { email: emailOf('Grace') });
  const ada = await open('Ada', `/studio/courses/${courseId}?tab=details`);
  const grace = await open('Grace', `/studio/courses/${courseId}?tab=details`);
  const outline = await open('Grace', `/studio/courses/${courseId}`);
  await outline.getByRole('heading', { name: 'Light', level: 1 }).waitFor();
  await grace.getByLabel('Summary').waitFor();
  await ada.getByLabel('Summary').fill('By Ada.');
  await saved(ada);
  await grace.getByLabel('Description').fill('By Grace.');
  await saved(grace);
  await expect.poll(() => grace.getByLabel('Summary').inputValue(), PATIENCE).toBe('By Ada.');

  await ada.getByLabel('Summary').fill('By Ada, again.');
  await saved(ada);
  await grace.getByLabel('Summary').fill('By Grace.');
  const conflict = grace.getByRole('alert').filter({ hasText: 'By Ada, again.' });
  await conflict.waitFor();
  expect(await conflict.textContent()).toContain('By Grace.');
  expect(await findBarriers(grace)).toEqual([]);
  await shoot(grace, 'course-conflict-1280-light');
  await conflict.getByRole('button').first().click();
  await saved(grace);

  // The title above the lessons, on a page that was opened before all of this.
  await make('PATCH', `/courses/${courseId}`, { title: 'Light and shadow' });
  await outline.getByRole('button', { name: 'Rename Light', exact: true }).click();
  await outline.getByLabel('Title of Light', { exact: true }).fill('Optics');
  await outline.keyboard.press('Enter');
  const titles = outline.getByRole('alert').filter({ hasText: 'Light and shadow' });
  await titles.waitFor();
  expect(await titles.textContent()).toContain('Optics');
  await titles.getByRole('button').first().click();
  await outline.getByRole('heading', { name: 'Optics', level: 1 }).waitFor();
  const answer = await adminFetch(`${server.url}/api/v1/courses/${courseId}`);
  expect(await answer.json()).toMatchObject({ title: 'Optics', summary: 'By Grace.', description: 'By Grace.' });
});

it('a course shows the picture of its lesson, to students and in the studio', async () => {
  for (const [who, path, options] of [
    ['Lin', '/', {}],
    ['Lin', '/', { ...PHONE, colorScheme: 'dark' }],
    ['Ada', '/studio', {}],
    ['Ada', '/studio', { ...PHONE, colorScheme: 'dark' }],
  ] as const) {
    site.requests.length = 0;
    const page = await open(who, path, options);
    const picture = page.locator(`img[src*="/courses/${courseId}/poster"]`).first();
    await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() => picture.evaluate((image) => Number(Reflect.get(image, 'naturalWidth'))), PATIENCE)
      .toBeGreaterThan(0);
    const asked = site.requests.filter((each) => each.startsWith(`/api/v1/courses/${courseId}`));
    expect(new Set(asked)).toEqual(new Set([`/api/v1/courses/${courseId}/poster`]));
    await shoot(page, `course-picture-${who}-${'viewport' in options ? '390-dark' : '1280-light'}`);
  }
});
