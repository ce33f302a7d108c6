import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import type { RunningServer } from '../src/main/serve/start-server.ts';
import { askAsAdmin } from '../test/support/server/admin.ts';
import { signedIn } from '../test/support/server/signed-in.ts';
import { openAdminSite } from './admin-site.ts';
import { openBrowser, openPage } from './browser.ts';
import type { Site } from './site.ts';

const LESSONS = 1000;
const MODULES = 10;
const PATIENCE = { timeout: 60_000 };

let site: Site;
let server: RunningServer;
let browser: Browser;
let courseId: string;
let firstId: string;

beforeAll(async () => {
  ({ site, server } = await openAdminSite());
  browser = await openBrowser();
  courseId = await make('/courses', { title: 'Everything' });
  for (let number = 1; number <= MODULES; number++) {
    const moduleId = await make(`/courses/${courseId}/modules`, { title: `Part ${number}` });
    firstId ??= await make(`/modules/${moduleId}/lessons`, { title: `Part ${number}, lesson 1` });
    // The rest by one statement: a thousand requests would only take long.
    await server.work.database.pglite?.query(
      `insert into lessons (id, course_id, module_id, title, search_text, position, text, is_published)
       select substr(md5($2::text || n), 1, 20), $1, $2, $3::text || n, '', n, 'Text', true
       from generate_series(2, ${LESSONS / MODULES + (number === 1 ? 0 : 1)}) n`,
      [courseId, moduleId, `Part ${number}, lesson `],
    );
  }
  await change(`/lessons/${firstId}`, { isPublished: true, text: 'Begin here.' });
  await change(`/courses/${courseId}`, { isPublished: true, enrolment: 'open' });
});
afterAll(() => browser.close());

async function make(path: string, body: unknown): Promise<string> {
  return (await askAsAdmin<{ id: string }>(server.url, 'POST', path, body)).id;
}

async function change(path: string, body: unknown): Promise<void> {
  await askAsAdmin(server.url, 'PATCH', path, body);
}

/** Scrolls from top to bottom, a window's height every few frames; answers the longest task meanwhile, in ms. */
const SCROLL = `new Promise((done) => {
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: 'longtask' });
  let frames = 0;
  const step = () => {
    frames += 1;
    if (frames % 3 === 0) scrollBy(0, innerHeight);
    const isDown = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    if (isDown) setTimeout(() => done(longest), 500);
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

async function open(path: string): Promise<Page> {
  const { page } = await openPage(browser, site.url + path, { storageState: await signedIn(site.url) });
  page.setDefaultTimeout(PATIENCE.timeout);
  onTestFinished(() => page.context().close());
  return page;
}

/** Whether the browser has drawn a lesson's line, or left it out because it is far below the window. */
const isDrawn = (name: string): string =>
  `[...document.querySelectorAll('a')].some((link) => link.textContent.includes(${JSON.stringify(name)}) &&
    link.checkVisibility({ contentVisibilityAuto: true }))`;

it.each([
  ['the course', '/courses/:course'],
  ['a lesson beside all others', '/lessons/:lesson'],
  ['the outline in the studio', '/studio/courses/:course'],
])('of a thousand lessons those are drawn that can be seen, and all can be scrolled to: %s', async (name, path) => {
  const page = await open(path.replace(':course', courseId).replace(':lesson', firstId));
  await page.getByRole('link', { name: /^Part 1, lesson 2\b/ }).waitFor();
  const shownMs = await page.evaluate<number>('performance.now()');
  expect(await page.evaluate(isDrawn('Part 1, lesson 2'))).toBe(true);
  expect(await page.evaluate(isDrawn('Part 10, lesson 90'))).toBe(false);
  const longestMs = await page.evaluate<number>(SCROLL);
  const last = page.getByRole('link', { name: /^Part 10, lesson 101\b/ });
  // Lines that are drawn on the way may be higher than was thought: then it has moved on.
  const scroll = async (): Promise<boolean> => {
    await last.scrollIntoViewIfNeeded();
    return await page.evaluate<boolean>(isDrawn('Part 10, lesson 101'));
  };
  await expect.poll(scroll, PATIENCE).toBe(true);
  console.log(`${name}: shown after ${shownMs.toFixed(0)} ms, longest task while scrolling ${longestMs.toFixed(0)} ms`);
});
