import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openFolderCellStore } from '../../src/adapters/cell-store/folder-cell-store.ts';
import { createFolderObjectStore } from '../../src/adapters/object-store/folder-object-store.ts';
import { fileSourceHead } from '../../src/adapters/source/file-source-head.ts';
import { segmentFileName } from '../../src/media/plan/names.ts';
import type { Plan } from '../../src/media/plan/plan.ts';
import type { EncodeInput } from '../../src/pipeline/encode/encode-input.ts';
import { encodeCells } from '../../src/pipeline/encode/encode-cells.ts';
import { makePlan } from '../../src/pipeline/make-plan/make-plan.ts';
import { readFacts } from '../../src/pipeline/read-facts/read-facts.ts';
import { listEncodeRuns } from '../../src/pipeline/schedule/list-runs.ts';
import { verifyRevision } from '../../src/pipeline/verify/verify-revision.ts';
import type { FilledCell } from '../../src/videos/cell.ts';
import type { CellStore } from '../../src/videos/cell-store.ts';
import { makeNumberedClip } from '../support/clips/numbered-clip.ts';
import { withFault } from '../support/faults/faulty-tools.ts';
import { listTree } from '../support/run-cli.ts';
import { mediaTools, SHORT_SEGMENTS } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const shared = temporaryFolder((remove) => afterAll(remove));
const source = join(shared, 'source.mp4');
beforeAll(() => makeNumberedClip({ file: source, rate: '25', seconds: 6 }));

/** A planned video with empty cells; `video` is the job of all its picture cells. */
async function planned() {
  const folder = temporaryFolder();
  const tree = join(folder, 'tree');
  const objects = createFolderObjectStore(tree);
  const common = { sourcePath: source, tools: mediaTools, objects, prefix: '', workFolder: folder };
  const reading = await readFacts({ sourcePath: source, head: fileSourceHead, tools: mediaTools });
  const plan = await makePlan({ ...common, ...reading, policy: SHORT_SEGMENTS });
  const cells = await openFolderCellStore(join(folder, 'cells.jsonl'));
  const chunk = { firstSegment: 0, segmentCount: plan.grid.boundaries.length - 1 };
  const video: EncodeInput = {
    ...common,
    plan,
    cells,
    holder: 'test',
    job: { kind: 'video', chunk, renditionIds: ['180p'] },
  };
  const audio: EncodeInput = { ...video, job: { kind: 'audio', chunk, renditionIds: ['audio'] } };
  return { folder, tree, plan, cells, objects, video, audio };
}

async function segmentsIn(tree: string): Promise<string[]> {
  return (await listTree(tree)).filter((name) => name.endsWith('.m4s'));
}

describe('encodeCells', () => {
  it('fills every cell once: a second run finds nothing to do', async () => {
    const { video, audio, cells } = await planned();
    const told: FilledCell[] = [];
    expect(await encodeCells({ ...video, onCell: (cell) => told.push(cell) })).toEqual({ filled: 5, skipped: 0 });
    expect(await encodeCells(audio)).toEqual({ filled: 5, skipped: 0 });
    expect(await encodeCells(video)).toEqual({ filled: 0, skipped: 5 });
    expect(told.map(({ renditionId, segmentIndex }) => `${renditionId}/${segmentIndex}`)).toEqual(
      [0, 1, 2, 3, 4].map((i) => `180p/${i}`),
    );
    expect(await cells.listFilled()).toHaveLength(10);
    for (const cell of told) {
      expect(cell.keyFrameEndBytes).toBeGreaterThan(100);
      expect(cell.keyFrameEndBytes).toBeLessThan(cell.sizeBytes);
    }
  });

  it('encodes only the cells that are empty, and they fit to those that are not', async () => {
    const { video, cells, plan, objects, audio } = await planned();
    await encodeCells(video);
    await encodeCells(audio);
    for (const segmentIndex of [1, 3]) await cells.empty({ renditionId: '180p', segmentIndex });
    await cells.empty({ renditionId: 'audio', segmentIndex: 2 });
    expect(await encodeCells(video)).toEqual({ filled: 2, skipped: 3 });
    expect(await encodeCells(audio)).toEqual({ filled: 1, skipped: 4 });
    expect(await verifyRevision({ plan, cells: await cells.listFilled(), objects, prefix: '' })).toMatchObject({
      faults: [],
      cellCount: 10,
    });
  });

  it('encodes the same bytes each time', async () => {
    const [one, two] = [await planned(), await planned()];
    for (const { video, audio } of [one, two]) {
      await encodeCells(video);
      await encodeCells(audio);
    }
    for (const name of await segmentsIn(one.tree)) {
      expect(readFileSync(join(one.tree, name)).equals(readFileSync(join(two.tree, name))), name).toBe(true);
    }
  });

  it('keeps what was stored when FFmpeg is killed, and goes on from there', async () => {
    const { video, tree } = await planned();
    let fragments = 0;
    const killed: EncodeInput['tools'] = {
      ...mediaTools,
      run: async (run) => {
        const controller = new AbortController();
        const onOutput = async (output: number, bytes: Uint8Array): Promise<void> => {
          if (fragments++ < 3) await run.onOutput?.(output, bytes);
          else controller.abort();
        };
        const result = await mediaTools.run({ ...run, onOutput, signal: controller.signal });
        return { ...result, endedBy: 'itself', exitCode: 137, killedBy: undefined };
      },
    };
    await expect(encodeCells({ ...video, tools: killed })).rejects.toMatchObject({
      code: 'ENCODE_FAILED',
      retry: 'later',
      message: expect.stringContaining('FFmpeg ended with 137') as string,
      detail: expect.stringMatching(/^ffmpeg .*\nexit code 137/) as string,
    });
    const stored = (await segmentsIn(tree)).length;
    expect(stored).toBeLessThan(5);
    expect(await encodeCells(video)).toEqual({ filled: 5 - stored, skipped: stored });
  });

  it.each([
    ['stall', 'ENCODE_STALLED'],
    ['timeout', 'ENCODE_STALLED'],
    ['cancel', 'CANCELLED'],
  ] as const)('says what a %s was, and gives its cells back', async (endedBy, code) => {
    const { video, audio } = await planned();
    for (const input of [video, audio]) {
      const deaf: EncodeInput['tools'] = {
        ...mediaTools,
        run: async (run) => await mediaTools.run({ ...run, onOutput: () => undefined }),
      };
      const tools = withFault(deaf, () => true, { endedBy });
      await expect(encodeCells({ ...input, tools })).rejects.toMatchObject({ code });
      expect(await encodeCells(input)).toMatchObject({ filled: 5 });
    }
  });

  it('refuses a chunk that was encoded with other parameters than its init segment', async () => {
    const { video, plan, tree } = await planned();
    const summary = { ...plan.inits['180p']!, sha256: '0'.repeat(64) };
    const other: Plan = { ...plan, inits: { ...plan.inits, '180p': summary } };
    await expect(encodeCells({ ...video, plan: other })).rejects.toMatchObject({
      code: 'ENCODE_FAILED',
      message: expect.stringContaining("180p: wanted the plan's init segment 0000") as string,
    });
    expect(await segmentsIn(tree)).toEqual([]);
  });

  it('leaves a cell to its new holder when the lease was lost', async () => {
    const { video, cells, tree } = await planned();
    const lost: CellStore = {
      ...cells,
      isHeld: async (lease, cell) => cell.segmentIndex !== 2 && (await cells.isHeld(lease, cell)),
    };
    expect(await encodeCells({ ...video, cells: lost })).toEqual({ filled: 4, skipped: 1 });
    expect(await segmentsIn(tree)).toHaveLength(4);
    const late: CellStore = { ...cells, markFilled: () => Promise.resolve(false) };
    expect(await encodeCells({ ...video, cells: late })).toEqual({ filled: 0, skipped: 5 });
    expect(await encodeCells(video)).toEqual({ filled: 1, skipped: 4 });
  });

  it('stops at once when the store refuses, and says why', async () => {
    const { video, objects } = await planned();
    const broken = { ...objects, put: () => Promise.reject(new Error('the disk is on fire')) };
    await expect(encodeCells({ ...video, objects: broken })).rejects.toThrow('the disk is on fire');
  });
});

describe('verifyRevision', () => {
  async function finished() {
    const made = await planned();
    for (const job of listEncodeRuns(made.plan)) await encodeCells({ ...made.video, job });
    const filled = await made.cells.listFilled();
    const verify = (cells = filled) => verifyRevision({ plan: made.plan, cells, objects: made.objects, prefix: '' });
    const file = (rendition: string, index: number): string => join(made.tree, rendition, segmentFileName(index));
    return { ...made, filled, verify, file };
  }

  it('finds nothing wrong with what was just made, and adds it up', async () => {
    const { verify, filled } = await finished();
    const sizeBytes = filled.reduce((sum, cell) => sum + cell.sizeBytes, 0);
    expect(await verify()).toEqual({ cellCount: 10, sizeBytes, faults: [] });
  });

  it('names each cell that is missing, changed, cut off or not encoded, and only those', async () => {
    const { verify, filled, file } = await finished();
    rmSync(file('180p', 0));
    const changed = readFileSync(file('180p', 1));
    changed[changed.length - 1]! ^= 1;
    writeFileSync(file('180p', 1), changed);
    writeFileSync(file('audio', 2), readFileSync(file('audio', 2)).subarray(0, 50));
    const { faults } = await verify(filled.filter((cell) => cell.renditionId !== 'audio' || cell.segmentIndex !== 4));
    expect(faults.map(({ cell, reason }) => `${cell.renditionId}/${cell.segmentIndex}: ${reason}`)).toEqual([
      '180p/0: its file is missing',
      '180p/1: its bytes changed after they were stored',
      'audio/2: its bytes changed after they were stored',
      'audio/4: it is not encoded',
    ]);
  });

  it('sees segments that changed places, records and all', async () => {
    const { verify, filled, file } = await finished();
    const [first, second] = [readFileSync(file('180p', 2)), readFileSync(file('180p', 3))];
    writeFileSync(file('180p', 2), second);
    writeFileSync(file('180p', 3), first);
    const swapped = filled.map((cell) => {
      if (cell.renditionId !== '180p' || cell.segmentIndex < 2 || cell.segmentIndex > 3) return cell;
      const other = filled.find((twin) => twin.renditionId === '180p' && twin.segmentIndex === 5 - cell.segmentIndex)!;
      return { ...other, segmentIndex: cell.segmentIndex };
    });
    const { faults } = await verify(swapped);
    expect(faults.map(({ cell }) => cell.segmentIndex)).toEqual([2, 3]);
    expect(faults[0]?.reason).toMatch(/^it starts at \d+, not at \d+$/);
  });

  it('throws for an init segment that is not the planned one', async () => {
    const { verify, tree } = await finished();
    const init = join(tree, 'audio', 'init.mp4');
    writeFileSync(init, readFileSync(join(tree, '180p', 'init.mp4')));
    await expect(verify()).rejects.toMatchObject({ code: 'STREAM_INVALID', retry: 'later' });
    rmSync(init);
    await expect(verify()).rejects.toMatchObject({ code: 'STREAM_INVALID' });
  });
});
