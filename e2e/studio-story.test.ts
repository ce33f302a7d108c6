import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { generatedClip } from '../test/support/server/generated-clip.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { openBrowser, openPage } from './browser.ts';
import type { Site } from './site.ts';
import { openStudioSite } from './studio-site.ts';

const PATIENCE = { timeout: 60_000 };
const folder = temporaryFolder((remove) => afterAll(remove));
let clip: string;
let site: Site;
let browser: Browser;

beforeAll(async () => {
  clip = await generatedClip(folder, 4, '426x240');
  site = await openStudioSite();
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe('an instructor', () => {
  it('builds a course: drops two lectures, orders, renames, captions, chapters, publishes', async () => {
    const page = await open('/studio');
    await newCourse(page, 'Mathematics');
    await page.getByRole('heading', { name: 'Drop your lectures here' }).waitFor();
    await page.getByRole('button', { name: 'Add module' }).click();
    for (const title of ['Foundations', 'Practice']) {
      await page.getByLabel('Title of the new module').fill(title);
      await page.keyboard.press('Enter');
      await module(page, title).waitFor();
    }
    await page.getByRole('button', { name: 'Done' }).click();

    await dropFiles(page, 'Foundations', ['01_sets.mp4', '02_maps.mp4']);
    for (const title of ['01 sets', '02 maps']) {
      await line(page, title).waitFor();
      await line(page, title)
        .getByText(/Playable now|Ready/)
        .waitFor(PATIENCE);
    }
    expect(await titlesOf(module(page, 'Foundations'))).toEqual(['01 sets', '02 maps']);

    await page.getByRole('button', { name: 'Rename 02 maps' }).click();
    await page.getByLabel('Title of 02 maps').fill('Maps between sets');
    await page.keyboard.press('Enter');
    await line(page, 'Maps between sets').waitFor();

    await page.getByRole('button', { name: 'Move 01 sets' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('01 sets lifted. It is lesson 1 of 2 in Foundations.').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByText('01 sets: lesson 1 of 1 in Practice.').waitFor();
    await page.keyboard.press('Space');
    await page.getByText('01 sets put down as lesson 1 of 1 in Practice.').waitFor();
    await expect.poll(() => outline(page)).toEqual({ Foundations: ['Maps between sets'], Practice: ['01 sets'] });
    await page.reload();
    await line(page, '01 sets').waitFor();
    expect(await titlesOf(module(page, 'Practice'))).toEqual(['01 sets']);

    await page.getByRole('switch', { name: 'Publish 01 sets' }).press('Space');
    await page.getByRole('link', { name: '01 sets' }).click();
    await page.locator('lectern-player video').waitFor(PATIENCE);
    await chapters(page);
    await captions(page);
    await page.getByRole('button', { name: 'Use the frame now shown' }).click();
    await page.getByText('The frame is the picture now.').waitFor(PATIENCE);
    const slides = join(folder, 'slides.pdf');
    writeFileSync(slides, '%PDF-1.4');
    await page.getByRole('region', { name: 'Files' }).locator('input[type="file"]').setInputFiles(slides);
    await page.getByRole('link', { name: 'slides.pdf' }).waitFor();
    await page.getByLabel('Lesson text').fill('About **sets**.');
    await saved(page);
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await page.locator('strong').filter({ hasText: 'sets' }).textContent()).toBe('sets');
    await page.reload();
    expect(await page.getByLabel('Chapter 2: title').inputValue()).toBe('Unions');
    expect(await page.getByLabel('Lesson text').inputValue()).toBe('About **sets**.');

    await page.getByRole('link', { name: 'Mathematics' }).click();
    await page.getByRole('switch', { name: 'Published', exact: true }).press('Space');
    await expect.poll(async () => (await course(page)).isPublished).toBe(true);
  });

  it('sees why a file failed, and puts another in its place', async () => {
    const page = await open('/studio');
    await newCourse(page, 'Repairs');
    const broken = join(folder, 'broken.mp4');
    writeFileSync(broken, 'This is no video.');
    await page.locator('input[type="file"]').first().setInputFiles(broken);
    const lesson = line(page, 'broken');
    await lesson.getByText('Failed').waitFor(PATIENCE);
    await lesson.getByRole('button', { name: 'Retry' }).waitFor();
    await lesson.locator('input[type="file"]').setInputFiles(clip);
    await lesson.getByText('Ready', { exact: true }).waitFor(PATIENCE);
    expect(await lesson.getByRole('button', { name: 'Retry' }).count()).toBe(0);
  });

  it('brings back what went into the bin, at once and later', async () => {
    const page = await open('/studio');
    await newCourse(page, 'Short lived');
    await page
      .getByRole('tab', { name: 'Settings' })
      .or(page.getByRole('link', { name: 'Settings' }))
      .click();
    await page.getByRole('button', { name: 'Move this course to the bin' }).click();
    await page.getByText('“Short lived” was moved to the bin.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Short lived' }).click();
    await page.getByRole('button', { name: 'Add module' }).click();
    await page.getByLabel('Title of the new module').fill('Old module');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'More actions for Old module' }).click();
    await page.getByRole('menuitem', { name: 'Move to bin' }).click();
    await page.getByText('“Old module” was moved to the bin.').waitFor();
    await page.getByRole('link', { name: 'Bin' }).click();
    await page.getByRole('button', { name: 'Restore Old module' }).click();
    await page.getByText('The bin is empty').waitFor();
    await page.goBack();
    await module(page, 'Old module').waitFor();
    expect(await outline(page)).toEqual({ 'Old module': [] });
  });
});

describe('unsaved changes', () => {
  it('come back after a reload without a server, and reach it when it is there again', async () => {
    const page = await open('/studio');
    await newCourse(page, 'Offline');
    await page.getByRole('link', { name: 'Details' }).click();
    await page.route('**/api/v1/courses/*', (route) => route.abort());
    await page.getByLabel('Summary').fill('Written on a train.');
    await page.getByText(/Not saved/).waitFor();
    await page.unroute('**/api/v1/courses/*');
    page.on('dialog', (dialog) => void dialog.accept()); // "leave although something is not saved?"
    await page.reload();
    await expect.poll(async () => (await course(page)).summary, PATIENCE).toBe('Written on a train.');
    expect(await page.getByLabel('Summary').inputValue()).toBe('Written on a train.');
  });

  it('that somebody else changed too are shown in both versions', async () => {
    const page = await open('/studio');
    await newCourse(page, 'Two at once');
    await page.getByRole('button', { name: 'Add module' }).click();
    await page.getByLabel('Title of the new module').fill('Text');
    await page.keyboard.press('Enter');
    // Without a video: its states would bring the other version onto the page before anything is typed.
    await module(page, 'Text').getByRole('button', { name: 'Add lesson' }).click();
    await page.getByLabel('Title of the new lesson').fill('Shared');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Shared' }).click();
    const field = page.getByLabel('Lesson text');
    await field.waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await page.request.patch(`${site.url}/api/v1/lessons/${id}`, { data: { text: 'Theirs' } });
    await field.fill('Mine');
    await page.getByText('Somebody else changed this too').waitFor();
    await page.getByText('Lesson text: their version').waitFor();
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await saved(page);
    const answer = await page.request.get(`${site.url}/api/v1/lessons/${id}`);
    expect(await answer.json()).toMatchObject({ text: 'Mine' });
  });
});

async function open(path: string): Promise<Page> {
  const { page } = await openPage(browser, site.url + path);
  onTestFinished(() => page.context().close());
  return page;
}

async function newCourse(page: Page, title: string): Promise<void> {
  await page
    .getByRole('button', { name: /New course|Create your first course/ })
    .first()
    .click();
  await page.getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Create course' }).click();
  await page.getByRole('heading', { name: title, exact: true }).waitFor();
}

const module = (page: Page, title: string): Locator => page.getByRole('region', { name: title, exact: true });
const line = (page: Page, title: string): Locator => page.getByRole('listitem').filter({ hasText: title });
const titlesOf = (of: Locator): Promise<string[]> => of.getByRole('listitem').getByRole('link').allTextContents();

interface CourseAnswer {
  readonly isPublished: boolean;
  readonly summary: string;
  readonly modules: ReadonlyArray<{ title: string; lessons: ReadonlyArray<{ title: string }> }>;
}

/** The course of the page as the server has it. */
async function course(page: Page): Promise<CourseAnswer> {
  const id = new URL(page.url()).pathname.split('/').at(-1);
  return (await (await page.request.get(`${site.url}/api/v1/courses/${id}`)).json()) as CourseAnswer;
}

async function outline(page: Page): Promise<Record<string, string[]>> {
  const { modules } = await course(page);
  return Object.fromEntries(modules.map(({ title, lessons }) => [title, lessons.map((each) => each.title)]));
}

/** Drops copies of the clip under these names onto a module, as from a file manager. */
async function dropFiles(page: Page, title: string, names: readonly string[]): Promise<void> {
  const files = JSON.stringify({ base64: readFileSync(clip).toString('base64'), names });
  await page.evaluate(`(() => {
    const { base64, names } = ${files};
    const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    for (const name of names) dataTransfer.items.add(new File([content], name, { type: 'video/mp4' }));
    const target = document.querySelector('section[aria-label="${title}"]');
    for (const type of ['dragover', 'drop']) {
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  })()`);
}

async function chapters(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add at the player’s time' }).click();
  await page.getByLabel('Chapter 1: title').fill('Start');
  await page.getByRole('button', { name: 'Add chapter' }).click();
  await page.getByText('Not saved: chapter 2 is not complete.').waitFor();
  await page.getByLabel('Chapter 2: time').fill('0:02');
  await page.getByLabel('Chapter 2: title').fill('Unions');
  await saved(page);
}

/** A file with a fault in its third line first, then a sound one. */
async function captions(page: Page): Promise<void> {
  const panel = page.getByRole('region', { name: 'Captions' });
  const good = join(folder, 'sets.de.vtt');
  const bad = join(folder, 'bad.de.vtt');
  writeFileSync(bad, 'WEBVTT\n\n00:00:02.000 --> 00:00:01.000\nMengen\n');
  writeFileSync(good, 'WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nMengen\n');
  await panel.locator('input[type="file"]').setInputFiles(bad);
  expect(await panel.getByLabel('Language').inputValue()).toBe('de');
  expect(await panel.getByLabel('Name').inputValue()).toBe('Deutsch');
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await panel.getByText(/line 3/i).waitFor();
  await panel.locator('input[type="file"]').setInputFiles(good);
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await panel.getByRole('link', { name: 'Deutsch' }).waitFor();
}

/** Waits until everything typed is on the server. */
async function saved(page: Page): Promise<void> {
  await expect
    .poll(
      () =>
        page
          .getByRole('status')
          .filter({ hasText: /Saving|Not saved/ })
          .count(),
      PATIENCE,
    )
    .toBe(0);
}
