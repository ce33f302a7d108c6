import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';

import type { VideoView } from '../../../../src/http/video-view.ts';
import { listTree, startCli } from '../../run-cli.ts';
import { adminFetch } from '../../server/admin.ts';
import type { FaultOutcome } from '../fault-table.ts';
import type { Fleet } from './start-fleet.ts';

const LOOK_EVERY_MS = 500;
/** Longer than any outage, and than everything that waits for a dead process. */
const STUCK_AFTER_MS = 150_000;

/** Waits until a video has ended, however often its server is away, and says how: with how many frames, or why. */
export async function outcomeOf(fleet: Fleet, id: string, frames: number): Promise<FaultOutcome> {
  const deadline = performance.now() + STUCK_AFTER_MS;
  for (;;) {
    const video = await viewOf(fleet, id).catch(() => undefined);
    if (video?.state === 'ready') return await judgeReady(fleet, id, frames);
    if (video?.state === 'failed') {
      const { code, message } = video.error ?? {};
      return code && message ? { end: 'failed', reason: code } : { end: 'stuck', reason: 'failed without a reason' };
    }
    if (performance.now() > deadline) return { end: 'stuck', reason: `${video?.state} ${video?.progress.percent} %` };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function viewOf({ server }: Fleet, id: string): Promise<VideoView | undefined> {
  const answer = await adminFetch(`${server.url}/api/v1/videos/${id}`);
  return answer.ok ? ((await answer.json()) as VideoView) : undefined;
}

/** A filled segment as the tables have it. */
export interface FilledRow {
  readonly key: string;
  readonly rendition: string;
  readonly frames: number;
  readonly sha256: string;
}

/** The filled segments of a video, with the keys of their objects. */
export async function filledOf(fleet: Fleet, id: string): Promise<FilledRow[]> {
  return await fleet.query<FilledRow & Record<string, unknown>>(
    `select 'hls/' || v.id || '/' || revision_id || '/' || rendition_id || '/segment_'
        || lpad(segment_index::text, 5, '0') || '.m4s' as key,
      rendition_id as rendition, sample_count as frames, sha256
      from cells join videos v using (revision_id) where v.id = $1 and filled_at is not null`,
    [id],
  );
}

/** Every picture is there, and every segment in the bucket is the one that the tables tell of. */
async function judgeReady(fleet: Fleet, id: string, frames: number): Promise<FaultOutcome> {
  const cells = await filledOf(fleet, id);
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cell.rendition, (counts.get(cell.rendition) ?? 0) + cell.frames);
  counts.delete('audio');
  const wrong = [...counts].filter(([, count]) => count !== frames).map(([name, count]) => `${name}: ${count} frames`);
  if (counts.size !== 2) wrong.push(`${counts.size} renditions`);
  for (const { key, sha256 } of cells) {
    const bytes = await fleet.bucket.read(key);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) wrong.push(`${key} has other bytes`);
  }
  return wrong.length === 0 ? { end: 'ready' } : { end: 'stuck', reason: `ready, but ${wrong.join(', ')}` };
}

/** What is still there of a fleet that was drained and should not be: in its folders, its bucket, and against its tables. */
export async function leftoversOf(fleet: Fleet): Promise<string[]> {
  const files = (await Promise.all(fleet.folders.data.map(filesOf))).flat();
  const small = await fleet.small.files();
  const temporary = readdirSync(fleet.folders.temporary).map((name) => join(fleet.folders.temporary, name));
  const { client, bucket } = fleet.bucket;
  const { Uploads: parts = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  const env = { ...fleet.settings, LECTERN_DATA: fleet.folders.data[0] ?? '' };
  const { stdout, stderr } = await startCli(['doctor', '--storage'], { env }).result;
  const said = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !line.includes('tables and storage agree'));
  // What compiles the sources keeps its results for the next start.
  const ours = [...files, ...small, ...temporary].filter((file) => !file.includes('/tsx-'));
  return [...ours, ...parts.map(({ Key }) => `upload in parts of ${Key}`), ...said];
}

async function filesOf(folder: string): Promise<string[]> {
  const files = existsSync(folder) ? await listTree(folder) : [];
  const kept = (name: string): boolean => name === 'secret';
  return files.filter((name) => !kept(name)).map((name) => join(folder, name));
}
