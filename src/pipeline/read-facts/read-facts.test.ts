import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { fileSourceHead } from '../../adapters/source/file-source-head.ts';
import { rational } from '../../media/rational.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import { withFault } from '../../../test/support/faults/faulty-tools.ts';
import { runFfmpeg } from '../../../test/support/run-ffmpeg.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { readFacts, type SourceLimits } from './read-facts.ts';

const real = createMediaTools();
const folder = temporaryFolder((remove) => afterAll(remove));
const [mp4, mkv] = [join(folder, 'clip.mp4'), join(folder, 'clip.mkv')];

beforeAll(async () => {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=2', '-f', 'lavfi', '-i', 'sine=r=48000:d=2'];
  await runFfmpeg(...source, '-pix_fmt', 'yuv420p', '-ac', '2', mp4);
  await runFfmpeg('-i', mp4, '-c', 'copy', mkv);
});

function read(sourcePath: string, options: { tools?: MediaTools; limits?: SourceLimits; signal?: AbortSignal } = {}) {
  return readFacts({ sourcePath, head: fileSourceHead, tools: real, ...options });
}

describe('readFacts', () => {
  it('refuses a file whose tags have no end, before they fill the memory', async () => {
    const [tags, file] = [join(folder, 'tags.txt'), join(folder, 'tags.mkv')];
    // ffprobe writes each of these as six bytes.
    writeFileSync(tags, `;FFMETADATA1\ntitle=${'\u0001'.repeat(4 * 1024 ** 2)}\n`);
    await runFfmpeg('-i', mkv, '-i', tags, '-map', '0', '-map_metadata', '1', '-c', 'copy', file);
    await expect(read(file)).rejects.toMatchObject({ code: 'SOURCE_DAMAGED', retry: 'never' });
  });

  it('reads an MP4 by its tables and a Matroska by its packets', async () => {
    const fromTables = await read(mp4);
    expect(fromTables.demuxer).toBe('mov');
    expect(fromTables.facts.video).toMatchObject({
      width: 64,
      height: 64,
      timing: { frameCount: 50, constantRate: rational(25) },
    });
    expect(fromTables.facts.audio).toMatchObject([{ channels: 2, timing: { gaplessStartSample: -1024 } }]);
    const fromPackets = await read(mkv);
    expect(fromPackets.demuxer).toBe('matroska');
    expect(fromPackets.facts.video?.timing).toMatchObject({ frameCount: 50, constantRate: rational(25) });
  });

  it('does not read an MP4 packet by packet', async () => {
    const runs: string[][] = [];
    const tools: MediaTools = {
      ...real,
      async run(run) {
        runs.push([...run.args]);
        return await real.run(run);
      },
    };
    await read(mp4, { tools });
    expect(runs).toHaveLength(1);
    await read(mkv, { tools });
    expect(runs).toHaveLength(3);
  });

  it('does not call a file damaged because its reader was killed, nor take what was read until then for all of it', async () => {
    for (const ending of [{ exitCode: 137 }, { exitCode: undefined, killedBy: 'SIGKILL' }]) {
      for (const entry of ['-show_streams', '-show_entries']) {
        const tools = withFault(real, (run) => run.args.includes(entry), ending);
        await expect(read(mkv, { tools })).rejects.toMatchObject({ code: 'WORK_INTERRUPTED', retry: 'later' });
      }
    }
  });

  it('calls a file damaged whose reading never ends', async () => {
    for (const endedBy of ['timeout', 'stall'] as const) {
      const tools = withFault(real, () => true, { endedBy });
      await expect(read(mkv, { tools })).rejects.toMatchObject({ code: 'SOURCE_DAMAGED', retry: 'never' });
    }
  });

  it('stops when it is cancelled', async () => {
    await expect(read(mkv, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('refuses a video longer than the limit', async () => {
    const limits = { maxDurationSeconds: 1.5, maxShortSide: 4320 };
    await expect(read(mp4, { limits })).rejects.toMatchObject({ code: 'SOURCE_TOO_LONG' });
    await expect(read(mkv, { limits })).rejects.toMatchObject({ code: 'SOURCE_TOO_LONG' });
  });

  it('refuses a picture larger than the limit', async () => {
    const limits = { maxDurationSeconds: 60, maxShortSide: 48 };
    await expect(read(mp4, { limits })).rejects.toMatchObject({ code: 'SOURCE_TOO_MANY_PIXELS' });
  });

  it('keeps the command and the last lines of FFmpeg for the operator, not for the user', async () => {
    const cut = join(folder, 'cut.mp4');
    await runFfmpeg('-i', mp4, '-c', 'copy', cut);
    truncateSync(cut, 1000);
    const error: unknown = await read(cut).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'SOURCE_DAMAGED',
      detail: expect.stringMatching(/^ffprobe .*\nexit code 1\n/) as string,
    });
    expect((error as Error).message).not.toMatch(/ffprobe|moov|\//);
  });

  it('tells a picture above the limit, which FFmpeg does not open, from a damaged file', async () => {
    const large = join(folder, 'large.mp4');
    const source = ['-f', 'lavfi', '-i', 'color=black:s=8208x4320:r=1:d=1', '-pix_fmt', 'yuv420p'];
    await runFfmpeg(...source, '-preset', 'ultrafast', large);
    await expect(read(large)).rejects.toMatchObject({
      code: 'SOURCE_TOO_MANY_PIXELS',
      message: 'The picture has 8208 x 4320 pixels, more than 8K.',
      retry: 'never',
    });
  });

  it('refuses an empty file and one of an unknown kind before any program sees it', async () => {
    const never = { ...real, run: () => Promise.reject(new Error('not to be run')) };
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(read(file, { tools: never })).rejects.toMatchObject({ code: 'SOURCE_EMPTY' });
    writeFileSync(file, 'text');
    await expect(read(file, { tools: never })).rejects.toMatchObject({ code: 'SOURCE_NOT_MEDIA' });
    await expect(read(join(folder, 'none'), { tools: never })).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    await expect(read(folder, { tools: never })).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });
});
