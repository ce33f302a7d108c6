import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { beforeAll, afterAll, expect, it } from 'vitest';

import { makeNumberedClip, readFrameNumbers, SMALL } from '../support/clips/numbered-clip.ts';
import { momentsOf, SEED } from '../support/faults/fault-run.ts';
import { type FaultOutcome, tellFault } from '../support/faults/fault-table.ts';
import { descendantsOf, isRunning, killIfThere, type ProcessInfo } from '../support/faults/process-tree.ts';
import { listTree, runCli, startCli } from '../support/run-cli.ts';
import { decodeGray, decodeMono } from '../support/run-ffmpeg.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { mulberry32 } from '../support/faults/mulberry32.ts';

const ROUNDS = momentsOf(8);
const MOST_KILLS_A_ROUND = 3;
const SECONDS = 20;
const FRAMES = 500;
/** FFmpeg must not go on for long without the one that reads it. */
const ORPHANS_GONE_WITHIN_MS = 10_000;

let source: string;
let wholeRunMs: number;
const shared = temporaryFolder((remove) => afterAll(remove));
beforeAll(async () => {
  source = join(shared, 'source.mp4');
  await makeNumberedClip({ file: source, rate: '25', seconds: SECONDS });
  const startedAt = performance.now();
  expect((await runCli('transcode', source, join(shared, 'whole'), '--json')).code).toBe(0);
  wholeRunMs = performance.now() - startedAt;
});

const random = mulberry32(SEED);
const outcomes: FaultOutcome[] = [];
afterAll(() => tellFault('lectern transcode', 'kill -9 Lectern or FFmpeg, up to three times each', outcomes));
const rounds = Array.from({ length: ROUNDS }, (_, i) => ({
  round: i + 1,
  segments: i % 4 === 3 ? 'ts' : 'cmaf',
  kills: Array.from({ length: 1 + Math.floor(random() * MOST_KILLS_A_ROUND) }, () => ({
    // Early moments are as likely as late ones; a run that ends before it is killed is as good as any.
    at: random(),
    victim: random() < 0.3 ? ('ffmpeg' as const) : ('lectern' as const),
  })),
}));

it.each(rounds)(
  `round $round (seed ${SEED}): a run killed with -9 ends right when it is started again`,
  async ({ segments, kills }) => {
    const outcome: { end: FaultOutcome['end'] } = { end: 'stuck' };
    outcomes.push(outcome);
    const output = join(temporaryFolder(), 'out');
    const args = ['transcode', source, output, '--json', '--segments', segments];
    for (const { at, victim } of kills) {
      const { child, result } = startCli(args);
      await sleep(at * wholeRunMs);
      const below = child.pid === undefined ? [] : descendantsOf(child.pid);
      const encoder = below.find(({ name }) => name === 'ffmpeg' || name === 'ffprobe');
      if (victim === 'ffmpeg' && encoder) {
        killIfThere(encoder);
        const { code, stderr } = await result;
        expect([0, 2], stderr).toContain(code);
        if (code === 2) expect(stderr).toMatch(/^(ENCODE_FAILED|WORK_INTERRUPTED|STREAM_INVALID): [^\n]+\n$/);
      } else {
        child.kill('SIGKILL');
        await result;
      }
      await allGone(below);
    }

    expect(await runCli(...args)).toMatchObject({ code: 0, stderr: '' });
    const files = await listTree(output);
    expect(files.filter((name) => name.endsWith('.part') || name.split('/').includes('work'))).toEqual([]);
    const check = await runCli('check', output, '--source', source);
    expect(check.code, check.stdout).toBe(0);
    const playlist = join(output, '180p', 'playlist.m3u8');
    const frames = readFrameNumbers(await decodeGray(playlist), SMALL.width, SMALL.height);
    expect(frames).toEqual(Array.from({ length: FRAMES }, (_, i) => i));
    const sound = await decodeMono(segments === 'ts' ? playlist : join(output, 'audio', 'playlist.m3u8'));
    expect(Math.abs(sound.length - SECONDS * 48_000)).toBeLessThan(2048);
    outcome.end = 'ready';
  },
);

async function allGone(processes: readonly ProcessInfo[]): Promise<void> {
  const deadline = performance.now() + ORPHANS_GONE_WITHIN_MS;
  while (processes.some(isRunning) && performance.now() < deadline) await sleep(50);
  expect(processes.filter(isRunning)).toEqual([]);
}
