import { request } from 'node:http';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { AS_ADMIN } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ settings: { LECTERN_LADDER: '240' } });
});

/** Each sample by its name and labels. */
async function scrape(headers: Record<string, string> = {}): Promise<Map<string, number>> {
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

it('counts what becomes of a video, for Prometheus', async () => {
  const before = await scrape();
  expect(before.get('lectern_videos{state="ready"}')).toBe(0);
  expect(before.get('lectern_workers{kind="server",state="working"}')).toBe(1);
  const folder = temporaryFolder((remove) => afterAll(remove));
  const id = await new TusClient(server.url).upload(await generatedClip(folder, 3));
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
  await expect.poll(async () => (await scrape()).get('lectern_time_to_ready_seconds_count')).toBe(1);
  const after = await scrape(AS_ADMIN);
  expect(after.get('lectern_videos{state="ready"}')).toBe(1);
  expect(after.get('lectern_cells_filled_total')).toBe(4);
  expect(after.get('lectern_time_to_playable_seconds_count')).toBe(1);
  expect(after.get('lectern_processing_speed_sum')).toBeGreaterThan(0);
  expect(after.get('lectern_queue_jobs{queue="cells",state="waiting"}')).toBe(0);
  expect(after.get('lectern_process_process_cpu_seconds_total')).toBeGreaterThan(0);
});

it('tells nothing to what a proxy hands on without a key', async () => {
  const status = async (headers: Record<string, string>): Promise<number | undefined> =>
    await new Promise((resolve, reject) => {
      request(`${server.url}/metrics`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await status({})).toBe(200);
  expect(await status({ 'x-forwarded-for': '203.0.113.7' })).toBe(401);
  expect(await status({ 'x-forwarded-for': '203.0.113.7', ...AS_ADMIN })).toBe(200);
});
