import { setTimeout as delay } from 'node:timers/promises';

import type { Browser } from 'playwright-core';

import { openBrowser } from '../../e2e/browser.ts';
import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { LecternServer } from '../served/lectern-server.ts';
import { type SegmentPlace, StoredStream } from '../served/stored-stream.ts';
import { watchUpload } from '../served/watch-upload.ts';
import type { PageRequest, WatchedPage } from '../served/watched-page.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import type { PartContext } from './part.ts';
import { choosePlace, type RandomShare, seededShares } from './choose-place.ts';

/** One seek to a place of which nothing was encoded. */
export interface SeekRun {
  readonly toSeconds: number;
  /** From the call of the player's `seek` to the first frame of the new place. */
  readonly seconds: number;
  readonly height: number;
  /** Milliseconds from the call; the requests are those for the segment of the new place. */
  readonly timeline: SeekTimeline;
}

/** Where the time of a seek went. */
export interface SeekTimeline {
  readonly pictureAsked?: number;
  readonly pictureStored?: number;
  readonly pictureArrived?: number;
  readonly pictureHeldMs?: number;
  readonly soundAsked?: number;
  readonly soundStored?: number;
  readonly soundArrived?: number;
  readonly soundHeldMs?: number;
  /** Answers 503: put off after 8 s. */
  readonly putOff: number;
  readonly frame: number;
}

/** All seeks in a video of one length. */
export interface SeekResult {
  readonly minutes: number;
  readonly busyBefore: number;
  /** Fewer than asked for where the encode had no empty place left. */
  readonly seeks: readonly SeekRun[];
}

const PLAY_BETWEEN_MS = 2500;
const FRAME_MS = 60_000;
/** The same places in every run. */
const SEED = 20_261;

/** Seeks about in lectures that are being encoded, always to where nothing is, and looks when the new place is seen. */
export async function measureSeekLatency(
  { say, folder }: PartContext,
  { minutes, seeks }: { minutes: readonly number[]; seeks: number },
): Promise<SeekResult[]> {
  const server = await LecternServer.start(folder);
  let browser: Browser | undefined;
  try {
    browser = await openBrowser();
    const results: SeekResult[] = [];
    for (const each of minutes) {
      const source = await makeLoopedLecture(each);
      const busyBefore = await waitUntilQuiet();
      const runs = await watchUpload({ server, browser, source }, async ({ id, page }) => {
        const stored = new StoredStream(server.dataFolder, id);
        const done = await seekAbout({ page, stored, seeks });
        say(`seek, ${each} min: ${done.map(({ seconds }) => seconds.toFixed(2)).join(' ')} s`);
        return done;
      });
      results.push({ minutes: each, busyBefore, seeks: runs });
    }
    return results;
  } finally {
    await browser?.close();
    await server.stop();
  }
}

async function seekAbout({ page, stored, seeks }: SeekWork): Promise<SeekRun[]> {
  const share = seededShares(SEED);
  const done: SeekRun[] = [];
  while (done.length < seeks) {
    await delay(PLAY_BETWEEN_MS); // people look before they jump on, and the background works meanwhile
    const place = await emptyPlace(page, stored, share);
    if (place === undefined) break;
    done.push(await seekOnce(page, stored, place.segment, place.seconds));
  }
  return done;
}

interface SeekWork {
  readonly page: WatchedPage;
  readonly stored: StoredStream;
  readonly seeks: number;
}

async function emptyPlace(
  page: WatchedPage,
  stored: StoredStream,
  share: RandomShare,
): Promise<{ segment: SegmentPlace; seconds: number } | undefined> {
  const parts = stored.parts();
  const [rendition] = parts.map((part) => part.rendition);
  const filled = new Set(parts.flatMap(({ segment }) => (segment === undefined ? [] : [segment])));
  const { atSeconds } = await page.position();
  return choosePlace(stored.segments(rendition ?? ''), filled, atSeconds, share);
}

async function seekOnce(
  page: WatchedPage,
  stored: StoredStream,
  segment: SegmentPlace,
  toSeconds: number,
): Promise<SeekRun> {
  const { calledAt, shownAt, height } = await page.seek(toSeconds, FRAME_MS);
  const name = `segment_${String(segment.index).padStart(5, '0')}.m4s`;
  const requests = (await page.requests(calledAt)).filter(({ path }) => path.endsWith(`/${name}`));
  const sound = describe(requests.filter(({ path }) => /\/audio[^/]*\//.test(path)));
  const picture = describe(requests.filter(({ path }) => /\/\d+p\//.test(path)));
  const storedAt = (rendition: string | undefined): number | undefined =>
    stored.parts().find((part) => part.rendition === rendition && part.segment === segment.index)?.storedAt;
  const since = (at: number | undefined): number | undefined => at && Math.round(at - calledAt);
  const timeline = {
    pictureAsked: since(picture.askedAt),
    pictureStored: since(storedAt(picture.rendition)),
    pictureArrived: since(picture.arrivedAt),
    pictureHeldMs: picture.heldMs,
    soundAsked: since(sound.askedAt),
    soundStored: since(storedAt(sound.rendition)),
    soundArrived: since(sound.arrivedAt),
    soundHeldMs: sound.heldMs,
    putOff: requests.filter(({ status }) => status === 503).length,
    frame: Math.round(shownAt - calledAt),
  };
  const seen = Object.fromEntries(Object.entries(timeline).filter(([, value]) => value !== undefined));
  return { toSeconds, seconds: (shownAt - calledAt) / 1000, height, timeline: seen as unknown as SeekTimeline };
}

function describe(requests: readonly PageRequest[]): {
  rendition?: string;
  askedAt?: number;
  arrivedAt?: number;
  heldMs?: number;
} {
  const arrived = requests.find(({ status }) => status === 200);
  const [first] = requests;
  if (!first) return {};
  return {
    askedAt: first.askedAt,
    ...(arrived && { arrivedAt: arrived.answeredAt, rendition: arrived.path.split('/').at(-2) ?? '' }),
    ...(arrived?.heldMs !== undefined && { heldMs: arrived.heldMs }),
  };
}
