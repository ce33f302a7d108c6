import { afterAll, beforeAll, expect, it } from 'vitest';

import { createPublicCopyStore } from '../../../src/adapters/database/stores/public-copy-store.ts';
import type { VideoView } from '../../../src/http/video-view.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { comparePublicCopies } from '../../../src/pipeline/public-copy/compare-public-copies.ts';
import type { StorageDifference } from '../../../src/pipeline/upkeep/compare-storage.ts';
import { newBucket, openPublicFolder, type TestBucket } from '../../support/engines/new-bucket.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder((remove) => afterAll(remove));

let bucket: TestBucket;
let publicUrl: string;
let server: RunningServer;
let url: string;
let id: string;

beforeAll(async () => {
  bucket = await newBucket();
  await openPublicFolder(bucket);
  const root = `${bucket.settings['S3_ENDPOINT']}/${bucket.bucket}`;
  publicUrl = `${root}/public`;
  const settings = { ...bucket.settings, PUBLIC_MEDIA_URL: `${publicUrl}/`, LECTERN_LADDER: '240' };
  server = await startTestServer({ settings });
  ({ url } = server);
  id = await new TusClient(url).upload(await generatedClip(folder, 5), 'lecture.mp4');
  expect(await untilEnded(url, id)).toMatchObject({ state: 'ready' });
}, 180_000);

async function change(visibility: 'public' | 'private'): Promise<VideoView> {
  const init = {
    method: 'PATCH',
    body: JSON.stringify({ visibility }),
    headers: { 'content-type': 'application/json' },
  };
  return (await (await adminFetch(`${url}/api/v1/videos/${id}`, init)).json()) as VideoView;
}

const untilPublic = async (): Promise<VideoView> => {
  const seen = await watchVideo(url, id, ({ hlsUrl }) => hlsUrl?.startsWith(publicUrl) === true);
  return seen.at(-1) as VideoView;
};

/** What `lectern doctor --storage` finds of copies. */
async function differences(): Promise<StorageDifference[]> {
  const { context, database } = server.work;
  const { signal } = new AbortController();
  const found: StorageDifference[] = [];
  const compared = { ...context, copies: createPublicCopyStore(database.db), isWanted: true, signal };
  for await (const each of comparePublicCopies(compared)) found.push(each);
  return found;
}

/** Every address that a player may come to, from a master playlist on. */
async function addressesFrom(master: string): Promise<string[]> {
  const read = async (address: string): Promise<string[]> => {
    const lines = (await (await fetch(address)).text()).split('\n');
    const named = lines.flatMap((line) => /URI="([^"]+)"/.exec(line)?.[1] ?? (line.startsWith('#') ? [] : [line]));
    return named.filter((each) => each !== '').map((each) => new URL(each, address).href);
  };
  const playlists = await read(master);
  return [master, ...playlists, ...(await Promise.all(playlists.map(read))).flat()];
}

it('keeps the address of a private video on the server, and its objects from strangers', async () => {
  const view = (await (await adminFetch(`${url}/api/v1/videos/${id}`)).json()) as VideoView;
  expect(view.hlsUrl).toMatch(/^\/v\//);
  expect(await bucket.keys('public/')).toEqual([]);
  const keys = [...(await bucket.keys('hls/')), ...(await bucket.keys('originals/'))];
  expect(keys.length).toBeGreaterThan(5);
  const root = publicUrl.replace(/public$/, '');
  for (const key of keys) expect((await fetch(`${root}${key}`)).status, key).toBe(403);
  for (const key of keys) expect((await fetch(`${publicUrl}/${key.replace('hls/', '')}`)).ok, key).toBe(false);
});

it('plays a public video from the bucket as soon as its copy is whole, and no more once it is private', async () => {
  await change('public');
  const view = await untilPublic();
  expect(view).toMatchObject({
    hlsUrl: `${publicUrl}/${id}/master.m3u8`,
    dashUrl: `${publicUrl}/${id}/manifest.mpd`,
    posterUrl: expect.stringMatching(`^${publicUrl}/${id}/\\w+/images/poster.jpg$`) as string,
  });
  const playback = await fetch(`${url}/api/v1/videos/${id}/playback`, { method: 'POST' });
  expect(await playback.json()).toEqual({ hlsUrl: view.hlsUrl, dashUrl: view.dashUrl });

  const addresses = await addressesFrom(view.hlsUrl ?? '');
  expect(addresses.length).toBeGreaterThan(8);
  for (const address of [...addresses, view.posterUrl ?? '', view.dashUrl ?? '']) {
    const { status, headers } = await fetch(address);
    expect(status, address).toBe(200);
    const caching = /(master\.m3u8|manifest\.mpd)$/.test(address) ? 'no-cache' : 'public, max-age=31536000, s-maxage=3600, immutable'; // oxfmt-ignore
    expect(headers.get('cache-control'), address).toBe(caching);
  }
  const page = await fetch(url);
  expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' ${new URL(publicUrl).origin}`);

  expect((await change('private')).hlsUrl).toMatch(/^\/v\//);
  for (const address of addresses) expect((await fetch(address)).ok, address).toBe(false);
  expect(await bucket.keys('public/')).toEqual([]);
});

it('finds what a copy in the bucket lacks, and mends it', async () => {
  await change('public');
  await untilPublic();
  expect(await differences()).toEqual([]);
  const before = await bucket.keys('public/');
  const gone = before.filter((key) => key.endsWith('.m4s'));
  for (const key of gone) await server.work.context.objects.delete(key);
  const [damaged, ...others] = await differences();
  expect([damaged?.kind, damaged?.videoId, others]).toEqual(['damaged-copy', id, []]);
  await damaged?.mend?.();
  expect([await bucket.keys('public/'), await differences()]).toEqual([before, []]);
  await change('private');
});

it('takes the copy of a deleted video away with it', async () => {
  await change('public');
  await untilPublic();
  expect((await adminFetch(`${url}/api/v1/videos/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await bucket.keys()).toEqual([]);
});
