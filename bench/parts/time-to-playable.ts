import type { Browser } from 'playwright-core';

import { openBrowser } from '../../e2e/browser.ts';
import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { LecternServer } from '../served/lectern-server.ts';
import { StoredStream } from '../served/stored-stream.ts';
import { watchUpload } from '../served/watch-upload.ts';
import type { BenchSource } from '../sources/bench-source.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import type { PartContext } from './part.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** One upload, watched by somebody who had the page open. */
export interface PlayableRun {
  /** From the last byte of the upload to the first frame on the screen. */
  readonly seconds: number;
  /** Of that frame. */
  readonly height: number;
  readonly uploadSeconds: number;
  /** Share of the machine that was busy before the run; over 0.1 the time is an upper bound. */
  readonly busyBefore: number;
  /** ISO time; the timeline counts from here. */
  readonly lastByteAt: string;
  readonly timeline: Timeline;
}

/** All runs of one length. */
export interface PlayableResult {
  readonly minutes: number;
  readonly sizeBytes: number;
  readonly runs: readonly PlayableRun[];
}

/** Uploads lectures of several lengths, each several times, and looks when the first frame is on the screen. */
export async function measureTimeToPlayable(
  { say, folder }: PartContext,
  { minutes, runs }: { minutes: readonly number[]; runs: number },
): Promise<PlayableResult[]> {
  const sources = new Map<number, BenchSource>();
  for (const each of minutes) sources.set(each, await makeLoopedLecture(each));
  const server = await LecternServer.start(folder);
  let browser: Browser | undefined;
  try {
    browser = await openBrowser();
    const results: PlayableResult[] = [];
    for (const [each, source] of sources) {
      const done: PlayableRun[] = [];
      for (let run = 1; run <= runs; run++) {
        const busyBefore = await waitUntilQuiet();
        const measured = await measureOnce({ server, browser, source });
        done.push({ ...measured, busyBefore });
        say(`playable, ${each} min, run ${run} of ${runs}: ${measured.seconds.toFixed(2)} s`);
      }
      results.push({ minutes: each, sizeBytes: source.sizeBytes, runs: done });
    }
    return results;
  } finally {
    await browser?.close();
    await server.stop();
  }
}

async function measureOnce(work: {
  server: LecternServer;
  browser: Browser;
  source: BenchSource;
}): Promise<Omit<PlayableRun, 'busyBefore'>> {
  return await watchUpload(work, async ({ id, page, times, state }) => {
    const stored = new StoredStream(work.server.dataFolder, id);
    return {
      seconds: (state.firstFrameAt - times.lastByteAt) / 1000,
      height: state.firstFrameHeight ?? 0,
      uploadSeconds: (times.lastByteAt - times.beganAt) / 1000,
      lastByteAt: new Date(times.lastByteAt).toISOString(),
      timeline: timelineOf(times, stored, state, await page.requests(times.beganAt)),
    };
  });
}
