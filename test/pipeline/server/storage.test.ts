import { afterAll, beforeAll, expect, it } from 'vitest';

import { newId } from '../../../src/kernel/ids.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { compareStorage, type StorageDifference } from '../../../src/pipeline/upkeep/compare-storage.ts';
import { revisionPrefixes } from '../../../src/videos/revision.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let server: RunningServer & { dataFolder: string };
let id: string;
beforeAll(async () => {
  const folder = temporaryFolder((remove) => afterAll(remove));
  server = await startTestServer({ settings: { LECTERN_LADDER: '240' } });
  id = await new TusClient(server.url).upload(await generatedClip(folder, 2), 'clip.mp4');
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
});

async function differences(): Promise<StorageDifference[]> {
  const found: StorageDifference[] = [];
  for await (const difference of compareStorage(server.work.context)) found.push(difference);
  return found;
}

async function prefixes(): Promise<ReturnType<typeof revisionPrefixes>> {
  return revisionPrefixes(id, (await server.work.context.videos.find(id))?.revisionId ?? '');
}

it('finds nothing where tables and storage agree', async () => {
  expect(await differences()).toEqual([]);
});

it('finds what has no row, removes it, and leaves everything else', async () => {
  const { objects } = server.work.context;
  const [stranger, revision] = [newId(), newId()];
  const bytes = new Uint8Array(3);
  await objects.put(`hls/${stranger}/${newId()}/240p/init.mp4`, bytes);
  await objects.put(`hls/${stranger}/master.m3u8`, bytes);
  await objects.put(`hls/${id}/${revision}/240p/init.mp4`, bytes);
  await objects.put(`originals/${stranger}/source.bin`, bytes);
  const found = await differences();
  expect(found.map(({ kind, videoId }) => `${kind} ${videoId}`).toSorted()).toEqual([
    `orphaned-revision ${id}`,
    `orphaned-source ${stranger}`,
    `orphaned-video ${stranger}`,
  ]);
  for (const { mend } of found) await mend?.();
  expect(await differences()).toEqual([]);
});

it('makes again what a ready video lacks beside its segments', async () => {
  const { objects } = server.work.context;
  const { prefix, rootPrefix } = await prefixes();
  const texts = [`${rootPrefix}master.m3u8`, `${rootPrefix}manifest.mpd`, `${prefix}240p/playlist.m3u8`];
  const pictures = [`${prefix}images/poster.jpg`, `${prefix}images/contact-sheet.jpg`];
  const bytesOf = async (key: string): Promise<string> =>
    Buffer.from((await objects.get(key)) ?? []).toString('latin1');
  const before = await Promise.all(texts.map(bytesOf));
  for (const key of [...texts, ...pictures, `${prefix}240p/iframes.m3u8`]) await objects.delete(key);
  const found = await differences();
  expect(found.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'missing-file'));
  for (const { mend } of found) await mend?.();
  expect(await differences()).toEqual([]);
  expect(await Promise.all(texts.map(bytesOf))).toEqual(before);
});

it('has a ready video encoded anew that lacks a segment or an init', async () => {
  const { context } = server.work;
  const { prefix } = await prefixes();
  for (const file of ['240p/init.mp4', '240p/segment_00000.m4s']) await context.objects.delete(`${prefix}${file}`);
  const found = await differences();
  expect(found.map(({ kind, afterwards }) => [kind, afterwards])).toEqual([
    ['missing-file', expect.stringContaining('encoded anew')],
    ['missing-cell', expect.stringContaining('encoded anew')],
  ]);
  for (const { mend } of found) await mend?.();
  expect(await differences()).toEqual([]);
  await expect.poll(async () => (await prefixes()).prefix, { timeout: 60_000 }).not.toBe(prefix);
  expect(await differences()).toEqual([]);
});

it('finds what a row promises and is not there', async () => {
  const { context } = server.work;
  await context.objects.delete(`${(await prefixes()).prefix}240p/segment_00000.m4s`);
  await context.sources.remove(id);
  const found = await differences();
  expect(found.map(({ kind }) => kind).toSorted()).toEqual(['missing-cell', 'missing-source']);
  // Nothing that this could mend without a person.
  expect(found.every(({ mend }) => mend === undefined)).toBe(true);
  expect(found.find(({ kind }) => kind === 'missing-cell')?.message).toContain('240p/segment_00000.m4s is missing');
});
