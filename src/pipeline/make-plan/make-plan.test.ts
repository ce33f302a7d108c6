import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFolderObjectStore } from '../../adapters/object-store/folder-object-store.ts';
import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { fileSourceHead } from '../../adapters/source/file-source-head.ts';
import { DEFAULT_PLAN_POLICY } from '../../media/plan/draft-plan.ts';
import type { MediaRun, MediaTools } from '../../ports/media-tools.ts';
import { withFault } from '../../../test/support/faults/faulty-tools.ts';
import { listTree } from '../../../test/support/run-cli.ts';
import { runFfmpeg } from '../../../test/support/run-ffmpeg.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { readFacts } from '../read-facts/read-facts.ts';
import { makePlan } from './make-plan.ts';

const real = createMediaTools();
const folder = temporaryFolder((remove) => afterAll(remove));
const clip = join(folder, 'clip.mp4');

beforeAll(async () => {
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=2', '-f', 'lavfi', '-i', 'sine=r=48000:d=2'],
    ...['-pix_fmt', 'yuv420p', '-preset', 'ultrafast', '-c:a', 'flac', '-strict', '-2', clip],
  );
});

async function plan(tools: MediaTools = real, sourcePath = clip) {
  const tree = join(temporaryFolder(), 'tree');
  const reading = await readFacts({ sourcePath, head: fileSourceHead, tools: real });
  const policy = { ...DEFAULT_PLAN_POLICY, shortSides: [240, 360] };
  const objects = createFolderObjectStore(tree);
  const input = { sourcePath, ...reading, policy, tools, objects, prefix: 'films/a/', workFolder: temporaryFolder() };
  return { tree, plan: makePlan(input) };
}

function isSound(run: MediaRun): boolean {
  return run.args.includes('-af');
}

describe('makePlan', () => {
  it('stores an init segment for each rendition, and knows it by its hash', async () => {
    const made = await plan();
    const { inits, video, audio } = await made.plan;
    expect(await listTree(made.tree)).toEqual([
      'films/a/240p/init.mp4',
      'films/a/360p/init.mp4',
      'films/a/audio/init.mp4',
    ]);
    expect(Object.keys(inits).sort()).toEqual(['240p', '360p', 'audio']);
    expect(inits['360p']?.codecs).toMatch(/^avc1\.64001e$/);
    expect(inits['audio']?.codecs).toBe('mp4a.40.2');
    expect(inits['240p']?.sizeBytes).toBe(readFileSync(join(made.tree, 'films/a/240p/init.mp4')).length);
    expect([video.length, audio.length]).toEqual([2, 1]);
  });

  it('makes the same plan and the same bytes each time', async () => {
    const [first, second] = [await plan(), await plan()];
    expect(await first.plan).toEqual(await second.plan);
  });

  it('leaves out a sound track that cannot be decoded, and says so', async () => {
    const silent: MediaTools = {
      ...real,
      run: async (run) => await real.run(isSound(run) ? { ...run, onOutput: () => undefined } : run),
    };
    const made = await plan(silent);
    expect(await made.plan).toMatchObject({
      audio: [],
      notes: ['1 sound track could not be decoded and was left out.'],
    });
    expect(await listTree(made.tree)).toEqual(['films/a/240p/init.mp4', 'films/a/360p/init.mp4']);
  });

  it('does not leave out a sound track because FFmpeg was killed', async () => {
    const made = await plan(withFault(real, isSound, { exitCode: 137 }));
    await expect(made.plan).rejects.toMatchObject({ code: 'WORK_INTERRUPTED', retry: 'later' });
  });

  it('stores nothing for a file that it refuses', async () => {
    const audioOnly = join(folder, 'sound.m4a');
    await runFfmpeg('-i', clip, '-vn', '-c:a', 'aac', audioOnly);
    const deaf: MediaTools = {
      ...real,
      run: async (run) => await real.run(isSound(run) ? { ...run, onOutput: () => undefined } : run),
    };
    const made = await plan(deaf, audioOnly);
    await expect(made.plan).rejects.toMatchObject({ code: 'SOURCE_CODEC_UNSUPPORTED' });
    await expect(listTree(made.tree)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a picture of which nothing can be decoded', async () => {
    const blind: MediaTools = {
      ...real,
      run: async (run) => await real.run(isSound(run) ? run : { ...run, onOutput: () => undefined }),
    };
    await expect((await plan(blind)).plan).rejects.toMatchObject({ code: 'SOURCE_DAMAGED', retry: 'never' });
  });
});
