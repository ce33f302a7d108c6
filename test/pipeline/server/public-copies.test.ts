import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { createPublicCopyStore } from '../../../src/adapters/database/stores/public-copy-store.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { deleteVideo } from '../../../src/pipeline/control/delete-video.ts';
import { comparePublicCopies } from '../../../src/pipeline/public-copy/compare-public-copies.ts';
import { keepPublicCopies } from '../../../src/pipeline/public-copy/keep-public-copies.ts';
import { withdrawPublicCopy } from '../../../src/pipeline/public-copy/withdraw-public-copy.ts';
import type { StorageDifference } from '../../../src/pipeline/upkeep/compare-storage.ts';
import { summarizePlan } from '../../../src/videos/revision.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';
import { tinyPlan } from '../../support/tiny-plan.ts';

const FILES = ['360p/init.mp4', '360p/playlist.m3u8', ...Array.from({ length: 20 }, (_, i) => `360p/segment_${i}.m4s`)];
let server: AssembledServer;
let id: string;
let revisionId: string;

beforeAll(async () => {
  server = await assembleTestServer();
});

beforeEach(async () => {
  const { videos, revisions, objects } = server.work.context;
  [id, revisionId] = [newId(), newId()];
  await videos.create({ id, title: 'Lecture', fileName: 'lecture.mp4' });
  await videos.transition(id, 'finishUpload');
  await revisions.save({ id: revisionId, videoId: id, plan: tinyPlan(), summary: summarizePlan(tinyPlan()) });
  for (const file of FILES) await objects.put(`hls/${id}/${revisionId}/${file}`, Buffer.from(file));
  for (const file of ['master.m3u8', 'manifest.mpd']) await objects.put(`hls/${id}/${file}`, Buffer.from(file));
  await videos.transition(id, 'finish');
  await videos.change(id, { visibility: 'public' });
});

afterEach(async () => {
  const { context } = server.work;
  if (await context.videos.find(id)) await deleteVideo(context, id);
});

/** One look, while which `meanwhile` happens as the tenth object is copied, and at so many after it. */
async function look(
  meanwhile: () => Promise<unknown> = async () => undefined,
  isWanted = true,
  times = 1,
): Promise<void> {
  const { objects, videos, events } = server.work.context;
  let copied = 0;
  const copy: typeof objects.copy = async (from, to) => {
    if (++copied >= 10 && copied < 10 + times) await meanwhile();
    await objects.copy(from, to);
  };
  const copies = createPublicCopyStore(server.work.database.db);
  const { signal } = new AbortController();
  const logger = silentLogger();
  await keepPublicCopies({ copies, videos, events, logger, isWanted, signal, objects: { ...objects, copy } });
}

async function publicFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const { key } of server.work.context.objects.list(`public/${id}/`)) files.push(key.slice(28));
  return files;
}

async function wholeCopy(): Promise<string | undefined> {
  return (await server.work.context.videos.find(id))?.publicRevisionId;
}

async function makePrivate(): Promise<void> {
  await server.work.context.videos.change(id, { visibility: 'private' });
  await withdrawPublicCopy(server.work.context, id);
}

/** What `lectern doctor --storage` finds of copies. */
async function differences(isWanted = true): Promise<StorageDifference[]> {
  const { context, database } = server.work;
  const { signal } = new AbortController();
  const copies = createPublicCopyStore(database.db);
  const found: StorageDifference[] = [];
  for await (const each of comparePublicCopies({ ...context, copies, isWanted, signal })) found.push(each);
  return found;
}

const kinds = async (isWanted = true): Promise<string[]> => (await differences(isWanted)).map(({ kind }) => kind);

async function mendAll(isWanted = true): Promise<void> {
  for (const { mend } of await differences(isWanted)) await mend?.();
}

const ALL = [...FILES.map((file) => `/${file}`), 'manifest.mpd', 'master.m3u8'];
const found = async (): Promise<string[]> =>
  (await publicFiles()).map((file) => file.replace(revisionId, '')).toSorted();

it('copies everything of a public, ready video, once', async () => {
  await look();
  expect([await wholeCopy(), await found()]).toEqual([revisionId, ALL.toSorted()]);
  await look(() => Promise.reject(new Error('nothing is to be copied')));
  expect(await wholeCopy()).toBe(revisionId);
});

it('keeps what was found out about the source to those who may edit the video', async () => {
  const report = `${revisionId}/report.json`;
  const { objects } = server.work.context;
  await objects.put(`hls/${id}/${report}`, Buffer.from('{}'));
  await look();
  expect(await publicFiles()).toHaveLength(FILES.length + 2);
  await objects.put(`public/${id}/${report}`, Buffer.from('{}'));
  const [difference] = await differences();
  expect([difference?.kind, difference?.message.includes('report.json')]).toEqual(['stray-copy', true]);
  await difference?.mend?.();
  expect(await differences()).toEqual([]);
});

it('leaves nothing of a video that is made private while it is copied', async () => {
  await look(makePrivate);
  expect([await wholeCopy(), await found()]).toEqual([undefined, []]);
});

it('copies anew what was made private and public again while it was copied', async () => {
  await look(async () => {
    await makePrivate();
    await server.work.context.videos.change(id, { visibility: 'public' });
  });
  expect([await wholeCopy(), await found()]).toEqual([revisionId, ALL.toSorted()]);
});

it('takes a copy for whole only when it is, and goes on the next time', async () => {
  await look(() => Promise.reject(new Error('the store is away')), true, Infinity);
  expect(await wholeCopy()).toBeUndefined();
  expect(await found()).not.toContain('master.m3u8');
  await look();
  expect([await wholeCopy(), await found()]).toEqual([revisionId, ALL.toSorted()]);
});

it('deletes the rest of a copy that was cut short when the video is made private afterwards', async () => {
  await look(() => Promise.reject(new Error('the process is killed')), true, Infinity);
  await server.work.context.videos.change(id, { visibility: 'private' });
  expect((await found()).length).toBeGreaterThan(0);
  await look();
  expect(await found()).toEqual([]);
});

it('leaves nothing of a video that is deleted while it is copied', async () => {
  await look(async () => await deleteVideo(server.work.context, id));
  expect(await found()).toEqual([]);
});

it('deletes every copy when copies are not wanted any more', async () => {
  await look();
  await look(undefined, false);
  expect([await wholeCopy(), await found()]).toEqual([undefined, []]);
});

it('says of a copy that is as it should be nothing, nor of a private video without one', async () => {
  await look();
  expect(await differences()).toEqual([]);
  await makePrivate();
  expect(await differences()).toEqual([]);
});

it('finds a copy that strangers may read although its video is private, and removes it', async () => {
  await look();
  await server.work.context.videos.change(id, { visibility: 'private' });
  const [stray, ...others] = await differences();
  expect([stray?.kind, stray?.videoId, others]).toEqual(['stray-copy', id, []]);
  expect(stray?.message).toBe(
    `public/${id}/ holds 24 files of "Lecture", which strangers may read although the video is not public`,
  );
  await stray?.mend?.();
  expect([await found(), await kinds()]).toEqual([[], []]);
});

it('finds copies that nobody wants any more', async () => {
  await look();
  expect((await differences(false)).map(({ message }) => message)).toEqual([
    expect.stringContaining('PUBLIC_MEDIA_URL is not set'),
  ]);
  await mendAll(false);
  expect([await found(), await kinds(false)]).toEqual([[], []]);
});

it('finds files of a copy that are gone, cut short or have other words, and copies them anew', async () => {
  const { objects } = server.work.context;
  await look();
  await objects.delete(`public/${id}/${revisionId}/360p/segment_3.m4s`);
  await objects.put(`public/${id}/${revisionId}/360p/segment_4.m4s`, Buffer.from('x'));
  await objects.put(`public/${id}/master.m3u8`, Buffer.from('MASTER.M3U8'));
  const [damaged, ...others] = await differences();
  expect([damaged?.kind, others]).toEqual(['damaged-copy', []]);
  expect(damaged?.message).toMatch(/segment_3\.m4s and 2 more are not as their originals$/);
  await damaged?.mend?.();
  expect([await wholeCopy(), await kinds()]).toEqual([revisionId, []]);
  expect(Buffer.from((await objects.get(`public/${id}/master.m3u8`)) ?? []).toString()).toBe('master.m3u8');
});

it('finds a public video that has no whole copy, and makes it without a server', async () => {
  expect(await kinds()).toEqual(['damaged-copy']);
  await mendAll();
  expect([await wholeCopy(), await found(), await kinds()]).toEqual([revisionId, ALL.toSorted(), []]);
});

it('finds files of no plan beside a copy, and leaves the copy', async () => {
  await look();
  await server.work.context.objects.put(`public/${id}/${newId()}/360p/init.mp4`, Buffer.from('x'));
  expect(await kinds()).toEqual(['stray-copy']);
  await mendAll();
  expect([await wholeCopy(), await found(), await kinds()]).toEqual([revisionId, ALL.toSorted(), []]);
});
