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

async function judgeReady(fleet: Fleet, id: string, frames: number): Promise<FaultOutcome> {
  const rows = await fleet.query<{ frames: number }>(
    `select sum(sample_count)::int as frames from cells join videos v using (revision_id)
      where v.id = $1 and filled_at is not null and rendition_id <> 'audio' group by rendition_id`,
    [id],
  );
  const counts = rows.map((row) => row.frames);
  if (counts.length === 2 && counts.every((count) => count === frames)) return { end: 'ready' };
  return { end: 'stuck', reason: `ready with ${counts.join(', ')} frames` };
}

/** What is still there of a fleet that was drained and should not be: in its folders, its bucket, and against its tables. */
export async function leftoversOf(fleet: Fleet): Promise<string[]> {
  const files = (await Promise.all(fleet.folders.data.map(filesOf))).flat();
  const small = await fleet.small.files();
  const isOurs = (name: string): boolean => !name.startsWith('tsx-'); // what compiled the sources is kept for the next start
  const temporary = readdirSync(fleet.folders.temporary)
    .filter(isOurs)
    .map((name) => join(fleet.folders.temporary, name));
  const { client, bucket } = fleet.bucket;
  const { Uploads: parts = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  const env = { ...fleet.settings, LECTERN_DATA: fleet.folders.data[0] ?? '' };
  const { stdout, stderr } = await startCli(['doctor', '--storage'], { env }).result;
  const said = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !line.includes('tables and storage agree'));
  return [...files, ...small, ...temporary, ...parts.map(({ Key }) => `upload in parts of ${Key}`), ...said];
}

async function filesOf(folder: string): Promise<string[]> {
  const files = existsSync(folder) ? await listTree(folder) : [];
  const kept = (name: string): boolean => name === 'secret';
  return files.filter((name) => !kept(name)).map((name) => join(folder, name));
}
