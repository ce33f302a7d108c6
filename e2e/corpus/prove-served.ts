import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHttpTreeReader } from '../../src/adapters/tree-reader/http-tree-reader.ts';
import type { VideoView } from '../../src/http/video-view.ts';
import { type DamagedPart, isWithin } from '../../src/videos/report/damaged-part.ts';
import type { VideoReport } from '../../src/videos/report/video-report.ts';
import { brokenIn, checkFolder } from '../../test/support/check-folder.ts';
import { expectRightLength, expectRightShape } from '../../test/support/corpus/expected-shape.ts';
import { faultOf, GRID, type Tolerance } from '../../test/support/corpus/picture.ts';
import { codeOfRefusal } from '../../test/support/corpus/refusals.ts';
import { type PreparedSample, prepareSample, type Sample } from '../../test/support/corpus/samples.ts';
import { around, sourcePictures } from '../../test/support/corpus/source-pictures.ts';
import { adminFetch } from '../../test/support/server/admin.ts';
import { startChildServer } from '../../test/support/server/child-server.ts';
import { signedIn } from '../../test/support/server/signed-in.ts';
import { TusClient } from '../../test/support/server/tus-client.ts';
import { untilEnded } from '../../test/support/server/video-watcher.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { openBrowser, openPage } from '../browser.ts';
import { type Played, playSample } from './play-sample.ts';

const ROOT = join(import.meta.dirname, '../..');
const LARGEST = 360;

/** Steps of 255. Measured: 4.0 and 3.2 at most, from rounding, scaling, and Chromium's own conversion to RGB. */
const USUAL: Tolerance = { meanColour: 5, place: 8 };

/** Pure colours of BT.2020 are cut off at BT.709, before or after averaging. Measured: 4.4 and 5.2 on a colour chart. */
const HDR: Tolerance = { meanColour: 6, place: 8 };

/** A few pixels, blown up by two ways of scaling and encoded with a few bytes. Measured: 12 and 9.7. */
const TINY: Tolerance = { meanColour: 16, place: 16 };

interface Uploaded extends PreparedSample {
  readonly id: string;
}

/**
 * Uploads samples to one `lectern serve`, and expects of each what its manifest entry expects: a code, or a stream that
 * passes `lectern check` against its source and that Chromium plays from start to end in the source's shape and colours.
 */
export function proveServed(samples: readonly Sample[]): void {
  describe.runIf(samples.length > 0)('lectern serve makes of each sample what the manifest expects', () => {
    let url: string;
    let browser: Browser;
    let page: Page;
    let complaints: string[];
    const uploads = new Map<string, Promise<Uploaded>>();
    /** Of what is started below: an `afterAll` that is asked for while a `beforeAll` runs is never called. */
    const endings: (() => unknown)[] = [];
    const atTheEnd = (end: () => unknown): void => void endings.push(end);

    beforeAll(async () => {
      execFileSync(process.execPath, ['scripts/prepare.mjs'], { cwd: ROOT, stdio: 'ignore' }); // the server's pages
      const folder = temporaryFolder(atTheEnd);
      const settings = { LECTERN_LADDER: `240,${LARGEST}` };
      const server = await startChildServer(join(folder, 'data'), settings, undefined, atTheEnd);
      ({ url } = server);
      // One after the other as a person's browser does, while the first are being encoded and looked at.
      let before: Promise<unknown> = Promise.resolve();
      for (const sample of samples) {
        const upload = before.then(async () => {
          const prepared = await prepareSample(sample, folder);
          return { ...prepared, id: await new TusClient(url).upload(prepared.path, prepared.name) };
        });
        uploads.set(sample.file, upload);
        before = upload.catch(() => undefined);
      }
      browser = await openBrowser();
      ({ page, complaints } = await openPage(browser, url, { storageState: await signedIn(url) }));
    });

    afterAll(async () => {
      await browser?.close();
      for (const end of endings.toReversed()) await end();
    });

    it.each(samples.map((sample) => [sample.expect, sample.file, sample] as const))(
      '%s: %s',
      async (_expect, _file, sample) => {
        if (sample.features.includes('empty')) {
          // Refused as soon as it is announced: there is nothing to send.
          await expect(uploads.get(sample.file)).rejects.toThrow(codeOfRefusal(sample.file));
          return;
        }
        const source = await uploads.get(sample.file)!;
        const video = await untilEnded(url, source.id);
        if (sample.expect === 'rejected') {
          expect(video).toMatchObject({
            state: 'failed',
            playable: false,
            error: { code: codeOfRefusal(sample.file) },
          });
          expect(video.hlsUrl).toBeUndefined();
          return;
        }
        expect(video.error).toBeUndefined();
        expect(video.state).toBe('ready');
        const outcome = { seconds: video.durationSeconds ?? 0, renditions: picturesOf(video) };
        expectRightShape(sample, outcome, LARGEST);
        expectRightLength(sample, outcome, source.isCut);

        const tree = createHttpTreeReader(new URL(video.hlsUrl ?? '', url));
        expect(brokenIn(await checkFolder(tree, source.path))).toEqual([]);

        complaints.length = 0;
        await page.goto(`${url}/watch/${source.id}`);
        const played = await playSample(page);
        expect(complaints).toEqual([]);
        await expectRightPicture(sample, video, played, source.path, await damageOf(url, source.id));
      },
    );
  });
}

function picturesOf({ renditions }: VideoView): Array<{ width: number; height: number }> {
  return renditions.flatMap(({ kind, width = 0, height = 0 }) => (kind === 'video' ? [{ width, height }] : []));
}

async function damageOf(url: string, id: string): Promise<readonly DamagedPart[]> {
  const answer = await adminFetch(`${url}/api/v1/videos/${id}/report`);
  return ((await answer.json()) as VideoReport).damage.filter(({ of = 'picture' }) => of === 'picture');
}

async function expectRightPicture(
  sample: Sample,
  video: VideoView,
  played: Played,
  path: string,
  damage: readonly DamagedPart[],
): Promise<void> {
  expect(played.durationSeconds).toBeCloseTo(video.durationSeconds ?? 0, 1);
  expect(Math.abs(played.endedAtSeconds - played.durationSeconds)).toBeLessThan(0.1);
  expect(picturesOf(video)).toContainEqual({ width: played.width, height: played.height });
  if (sample.features.includes('audio-only')) return; // a plain picture that no source has
  const isTiny = Math.min(sample.displayWidth ?? 0, sample.displayHeight ?? 0) < 2 * GRID;
  const tolerance = isTiny ? TINY : sample.features.includes('hdr') ? HDR : USUAL;
  const pictures = await sourcePictures(path, played.pictures.at(-1)!.seconds + 1);
  for (const { seconds, picture } of played.pictures) {
    if (damage.some((part) => isWithin(part, seconds))) continue; // every decoder makes something else of it
    expect(faultOf(picture, around(pictures, seconds), tolerance), `the picture at ${seconds} s`).toBeUndefined();
  }
}
