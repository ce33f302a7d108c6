import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { fileSourceHead } from '../../adapters/source/file-source-head.ts';
import { DEFAULT_PLAN_POLICY } from '../../media/plan/draft-plan.ts';
import type { MediaRun, MediaTools } from '../../ports/media-tools.ts';
import { withFault } from '../../../test/support/faults/faulty-tools.ts';
import { runFfmpeg } from '../../../test/support/run-ffmpeg.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { readFacts } from '../read-facts/read-facts.ts';
import { conformIfNeeded } from './conform.ts';

const real = createMediaTools();
const folder = temporaryFolder((remove) => afterAll(remove));
const [mp4, ts] = [join(folder, 'clip.mp4'), join(folder, 'clip.ts')];

beforeAll(async () => {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=2', '-f', 'lavfi', '-i', 'sine=r=48000:d=2'];
  await runFfmpeg(...source, '-pix_fmt', 'yuv420p', '-ac', '2', mp4);
  await runFfmpeg('-i', mp4, '-c', 'copy', ts);
});

async function conform(sourcePath: string, tools: MediaTools = real, maxFileBytes?: number) {
  const workFolder = temporaryFolder();
  const reading = await readFacts({ sourcePath, head: fileSourceHead, tools: real });
  const common = { policy: DEFAULT_PLAN_POLICY, head: fileSourceHead, tools, workFolder, maxFileBytes };
  const input = { sourcePath, ...reading, ...common };
  return { workFolder, source: await conformIfNeeded(input) };
}

describe('conformIfNeeded', () => {
  it('leaves alone what can be cut as it is', async () => {
    const { workFolder, source } = await conform(mp4);
    expect(source).toMatchObject({ sourcePath: mp4, demuxer: 'mov', isConformed: false });
    expect(readdirSync(workFolder)).toEqual([]);
  });

  it('rewrites a transport stream without encoding it, all frames kept', async () => {
    const { workFolder, source } = await conform(ts);
    expect(source).toMatchObject({ sourcePath: join(workFolder, 'remuxed.media'), demuxer: 'mov', isConformed: true });
    expect(source.facts.video?.timing.frameCount).toBe(50);
    expect(source.facts.audio).toHaveLength(1);
  });

  it('encodes a file anew that a rewrite would spoil', async () => {
    const tools = withFault(real, (run) => run.args.includes('copy'), { exitCode: 1 });
    const { source } = await conform(ts, tools);
    expect(source).toMatchObject({ demuxer: 'matroska', isConformed: true });
    expect(source.facts.video?.timing.frameCount).toBe(50);
  });

  it('refuses a file that can be rewritten in no way', async () => {
    const tools = withFault(real, (run) => run.tool === 'ffmpeg', { exitCode: 1 });
    await expect(conform(ts, tools)).rejects.toMatchObject({ code: 'SOURCE_DAMAGED', retry: 'never' });
  });

  it.each([
    ['the disk is full', { exitCode: 1, stderrTail: 'file:/x/remuxed.media: No space left on device' }, 'DISK_FULL'],
    ['FFmpeg is killed', { exitCode: 137 }, 'WORK_INTERRUPTED'],
    ['FFmpeg stands still', { exitCode: undefined, endedBy: 'stall' }, 'ENCODE_STALLED'],
  ] as const)('asks to try later when %s', async (_name, ending, code) => {
    const tools = withFault(real, (run) => run.tool === 'ffmpeg', ending);
    await expect(conform(ts, tools)).rejects.toMatchObject({ code, retry: 'later' });
  });

  it.each([
    ['without encoding it', () => false],
    ['anew', (run: MediaRun) => run.args.includes('copy')],
  ])('hears of FFmpeg while it rewrites a file %s, and ends it when it stands still', async (_how, fails) => {
    let heard = { bytes: 0, stallTimeoutMs: Infinity };
    const tools: MediaTools = {
      ...real,
      async run(run) {
        if (run.tool === 'ffprobe') return await real.run(run);
        heard = { bytes: 0, stallTimeoutMs: run.stallTimeoutMs ?? Infinity };
        return await real.run({ ...run, onOutput: (_output, { length }) => void (heard.bytes += length) });
      },
    };
    expect((await conform(ts, withFault(tools, fails, { exitCode: 1 }))).source.isConformed).toBe(true);
    expect(heard.bytes).toBeGreaterThan(0);
    expect(heard.stallTimeoutMs).toBeLessThanOrEqual(600_000);
  });

  it('never takes more of the disk than it may', async () => {
    await expect(conform(ts, real, 20_000)).rejects.toMatchObject({ code: 'DISK_FULL', retry: 'later' });
  });

  it('asks to try later when the rewritten file cannot be read for want of memory', async () => {
    const tools = withFault(real, (run) => run.tool === 'ffprobe', { exitCode: 137 });
    await expect(conform(ts, tools)).rejects.toMatchObject({ code: 'WORK_INTERRUPTED', retry: 'later' });
  });

  it('never touches the source', async () => {
    const before = readdirSync(folder);
    await conform(ts);
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(ts)).toBe(true);
  });
});
