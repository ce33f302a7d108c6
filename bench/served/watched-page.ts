import path from 'node:path';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { BENCH_SETTINGS } from './bench-key.ts';

/** What happened in the page so far; times in ms since 1970. */
export interface PageState {
  /** The event stream said for the first time that the video is playable. */
  readonly toldPlayableAt?: number;
  readonly videoMadeAt?: number;
  readonly firstFrameAt?: number;
  readonly firstFrameHeight?: number;
  /** Pauses that the viewer did not ask for: where in the video, how long. */
  readonly stalls: readonly Stall[];
  /** Picture heights, each with the second of the video from which it was shown. */
  readonly heights: readonly { readonly atSeconds: number; readonly height: number }[];
}

/** Playing stood still. */
export interface Stall {
  readonly atSeconds: number;
  readonly ms: number;
}

/** One answered request of the page. */
export interface PageRequest {
  readonly path: string;
  readonly askedAt: number;
  readonly firstByteAt: number;
  readonly answeredAt: number;
  readonly status: number;
  readonly bytes: number;
  /** How long the server held it because the cell was empty. */
  readonly heldMs?: number;
}

/** The first frame after a seek. */
export interface SeekFrame {
  readonly calledAt: number;
  readonly shownAt: number;
  readonly height: number;
}

/** Where the player is. */
export interface PlayerPosition {
  readonly atSeconds: number;
  readonly isPaused: boolean;
  /** A stall that has not ended. */
  readonly openStall?: Stall;
  readonly droppedFrames: number;
  readonly frames: number;
}

const PROBE = path.join(import.meta.dirname, 'page-probe.mjs');
const VIEWPORT = { width: 1280, height: 800 };

/** The real watch page in Chromium, with a probe beside its own code and a player that starts by itself. */
export class WatchedPage {
  readonly #page: Page;
  readonly #heldMs = new Map<string, number>();

  private constructor(page: Page) {
    this.#page = page;
    page.on('response', (response) => {
      const held = response.headers()['x-lectern-held-ms'];
      if (held !== undefined) this.#heldMs.set(new URL(response.url()).pathname, Number(held));
    });
  }

  /** Opens the page of a video that is not uploaded yet, with an empty cache, and waits until it listens for news. */
  static async open(browser: Browser, serverUrl: string, id: string): Promise<WatchedPage> {
    const context = await browser.newContext({ viewport: VIEWPORT });
    await signIn(context, serverUrl);
    const page = await probedPage(context);
    const listens = page.waitForResponse((response) => response.url().includes('/api/v1/events'));
    await page.goto(`${serverUrl}/watch/${id}`, { waitUntil: 'load' });
    await listens;
    return new WatchedPage(page);
  }

  /** Goes to any page with a player, as whoever the context's cookie says. */
  static async visit(context: BrowserContext, url: string): Promise<WatchedPage> {
    const page = await probedPage(context);
    const watched = new WatchedPage(page);
    await page.goto(url, { waitUntil: 'commit' });
    return watched;
  }

  /** When the navigation to it began, in ms since 1970. */
  async navigatedAt(): Promise<number> {
    return await this.#page.evaluate<number>('performance.timeOrigin');
  }

  /** Waits for the first frame. Throws when it does not come in time. */
  async firstFrame(withinMs: number): Promise<PageState & { readonly firstFrameAt: number }> {
    await this.#within(withinMs, 'no first frame', this.#page.evaluate('lecternBench.untilFirstFrame()'));
    const state = await this.state();
    return { ...state, firstFrameAt: state.firstFrameAt ?? 0 };
  }

  /** Seeks, and waits for the first frame of the new place. Throws when it does not come in time. */
  async seek(seconds: number, withinMs: number): Promise<SeekFrame> {
    const what = `no frame at ${seconds.toFixed(1)} s`;
    return await this.#within(withinMs, what, this.#page.evaluate<SeekFrame>(`lecternBench.seek(${seconds})`));
  }

  async state(): Promise<PageState> {
    return await this.#page.evaluate<PageState>('lecternBench.state');
  }

  async position(): Promise<PlayerPosition> {
    return await this.#page.evaluate<PlayerPosition>('lecternBench.position()');
  }

  /** What the page has asked for since a moment, in the order of asking. */
  async requests(since: number): Promise<PageRequest[]> {
    const requests = await this.#page.evaluate<PageRequest[]>(`lecternBench.requests(${since})`);
    return requests
      .map((request) => {
        const heldMs = this.#heldMs.get(request.path);
        return heldMs === undefined ? request : { ...request, heldMs };
      })
      .toSorted((a, b) => a.askedAt - b.askedAt);
  }

  async close(): Promise<void> {
    await this.#page.context().close();
  }

  /** Closes this page only: its context keeps cookie and cache. */
  async leave(): Promise<void> {
    await this.#page.close();
  }

  async #within<T>(withinMs: number, what: string, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${what} within ${withinMs} ms`)), withinMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
      work.catch(() => undefined); // the page may be closed under it later
    }
  }
}

async function probedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript({ path: PROBE });
  return page;
}

/** The context keeps the cookie for its pages. */
async function signIn(context: BrowserContext, serverUrl: string): Promise<void> {
  const { LECTERN_ADMIN_EMAIL: email, LECTERN_ADMIN_PASSWORD: password } = BENCH_SETTINGS;
  const answer = await context.request.post(`${serverUrl}/api/v1/session`, { data: { email, password } });
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
}
