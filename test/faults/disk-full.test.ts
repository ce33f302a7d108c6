import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openFolderCellStore } from '../../src/adapters/cell-store/folder-cell-store.ts';
import { createFolderObjectStore } from '../../src/adapters/object-store/folder-object-store.ts';
import { fileSourceHead } from '../../src/adapters/source/file-source-head.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { DEFAULT_PLAN_POLICY } from '../../src/media/plan/draft-plan.ts';
import { encodeCells } from '../../src/pipeline/encode/encode-cells.ts';
import { makePlan } from '../../src/pipeline/make-plan/make-plan.ts';
import { readFacts } from '../../src/pipeline/read-facts/read-facts.ts';
import { listEncodeRuns } from '../../src/pipeline/schedule/list-runs.ts';
import { verifyRevision } from '../../src/pipeline/verify/verify-revision.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import { makeNumberedClip } from '../support/clips/numbered-clip.ts';
import { type FaultOutcome, tellFault } from '../support/faults/fault-table.ts';
import { lecternProgram } from '../support/lectern-program.ts';
import { listTree } from '../support/run-cli.ts';
import { mediaTools } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const shared = temporaryFolder((remove) => afterAll(remove));
const [mp4, ts] = [join(shared, 'source.mp4'), join(shared, 'source.ts')];
beforeAll(async () => {
  await makeNumberedClip({ file: mp4, rate: '25', seconds: 20 });
  await makeNumberedClip({ file: ts, rate: '25', seconds: 20 });
});

/**
 * Runs `lectern transcode` twice on a disk of its own with `freeBytes` left, the second time after something else on the
 * disk was deleted. The disk is a tmpfs that bubblewrap makes; it needs no rights.
 */
async function transcodeOnSmallDisk(source: string, freeBytes: number, options: readonly string[] = []) {
  const [disk, log] = [temporaryFolder(), temporaryFolder()];
  const size = 32 * 1024 ** 2;
  const run = `node ${lecternProgram().join(' ')} transcode ${source} ${disk}/out --json ${options.join(' ')}`;
  const script = [
    `mkdir ${disk}/out`,
    `head -c ${size} /dev/zero > ${disk}/ballast 2> /dev/null`,
    `truncate -s -${freeBytes} ${disk}/ballast`,
    `${run} > ${log}/full.out 2> ${log}/full.err; echo $? > ${log}/full.code`,
    `(cd ${disk} && find out -type f) > ${log}/full.files`,
    `rm ${disk}/ballast`,
    `${run} > ${log}/roomy.out 2> ${log}/roomy.err; echo $? > ${log}/roomy.code`,
    `cp -r ${disk}/out ${log}/tree`,
  ];
  const bubblewrap = ['--dev-bind', '/', '/', '--size', String(size), '--tmpfs', disk];
  await promisify(execFile)('bwrap', [...bubblewrap, 'sh', '-c', script.join('\n')], { cwd: ROOT });
  const read = (name: string): string => readFileSync(join(log, name), 'utf8');
  const result = (name: string) => ({
    code: Number(read(`${name}.code`)),
    stdout: read(`${name}.out`),
    stderr: read(`${name}.err`),
  });
  return {
    full: result('full'),
    files: read('full.files').split('\n'),
    roomy: result('roomy'),
    tree: join(log, 'tree'),
  };
}

const outcomes: FaultOutcome[] = [];
afterAll(() => tellFault('lectern transcode', 'disk full, then run again', outcomes));

describe('a full disk', () => {
  it.each([
    ['in the middle of encoding', mp4, 900_000, []],
    ['while the sound is encoded', mp4, 250_000, []],
    ['while packaging the classic tree', mp4, 1_900_000, ['--segments', 'ts']],
    ['while a transport stream is rewritten', ts, 300_000, []],
    ['before anything is written', mp4, 0, []],
  ] as const)(
    'ends a run with DISK_FULL %s, and the run goes on when there is room',
    async (_name, source, freeBytes, options) => {
      const outcome: { end: FaultOutcome['end'] } = { end: 'stuck' };
      outcomes.push(outcome);
      const { full, files, roomy, tree } = await transcodeOnSmallDisk(source, freeBytes, options);
      expect(full).toMatchObject({ code: 2, stdout: '' });
      expect(full.stderr).toMatch(/^DISK_FULL: [^\n]+\n$/);
      expect(
        files.filter(
          (name) => name.endsWith('.part') || name.endsWith('master.m3u8') || name.split('/').includes('work'),
        ),
      ).toEqual([]);
      expect(roomy).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(roomy.stdout)).toMatchObject({ seconds: 20 });
      expect((await listTree(tree)).filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(readdirSync(tree)).toContain('master.m3u8');
      outcome.end = 'ready';
    },
  );

  it('costs an encode the cell that did not fit, and nothing before it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'work'));
    const real = createFolderObjectStore(join(folder, 'tree'));
    let room = 5;
    const full: ObjectStore = {
      ...real,
      async put(key, bytes) {
        if (key.endsWith('.m4s') && room-- <= 0) {
          throw new AppError('DISK_FULL', { message: `There is no room to store ${key}.`, retry: 'later' });
        }
        await real.put(key, bytes);
      },
    };
    const workFolder = join(folder, 'work');
    const reading = await readFacts({ sourcePath: mp4, head: fileSourceHead, tools: mediaTools });
    const common = { sourcePath: mp4, tools: mediaTools, workFolder, prefix: '' };
    const plan = await makePlan({ ...reading, ...common, policy: DEFAULT_PLAN_POLICY, objects: real });
    const cells = await openFolderCellStore(join(folder, 'cells.jsonl'));
    const encodeAll = async (objects: ObjectStore): Promise<void> => {
      for (const job of listEncodeRuns(plan))
        await encodeCells({ ...common, plan, job, objects, cells, holder: 'test' });
    };
    await expect(encodeAll(full)).rejects.toMatchObject({ code: 'DISK_FULL', retry: 'later' });
    const before = await cells.listFilled();
    expect(before).toHaveLength(5);
    await encodeAll(real);
    const after = await cells.listFilled();
    expect(after).toEqual(expect.arrayContaining(before));
    expect(await verifyRevision({ plan, cells: after, objects: real, prefix: '' })).toMatchObject({ faults: [] });
    expect(readdirSync(workFolder)).toEqual([]);
  });
});
