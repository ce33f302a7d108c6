import os from 'node:os';
import path from 'node:path';

import { openFolderCellStore } from '../../adapters/cell-store/folder-cell-store.ts';
import { createFolderObjectStore } from '../../adapters/object-store/folder-object-store.ts';
import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { fileSourceHead } from '../../adapters/source/file-source-head.ts';
import { localTemporaryFiles } from '../../adapters/temporary-files/local-temporary-files.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { KeptCaptions } from '../../media/captions/caption-plan.ts';
import { type PlanPolicy } from '../../media/plan/draft-plan.ts';
import { MANIFEST_FILE_NAME, MASTER_FILE_NAME, segmentFileName } from '../../media/plan/names.ts';
import type { Economy, Plan } from '../../media/plan/plan.ts';
import { keepCaptions } from '../../pipeline/captions/keep-captions.ts';
import { conformIfNeeded } from '../../pipeline/conform/conform.ts';
import { encodeCells } from '../../pipeline/encode/encode-cells.ts';
import { findDamage } from '../../pipeline/encode/find-damage.ts';
import { worthTelling } from '../../pipeline/encode/kept-damage.ts';
import { makeImages } from '../../pipeline/images/make-images.ts';
import { makePlan } from '../../pipeline/make-plan/make-plan.ts';
import { packageClassic } from '../../pipeline/package-classic/package-classic.ts';
import { publishEarly, publishReady } from '../../pipeline/publish/publish-playlists.ts';
import { readFacts } from '../../pipeline/read-facts/read-facts.ts';
import { listEncodeRuns } from '../../pipeline/schedule/list-runs.ts';
import { runInOrder } from '../../pipeline/schedule/run-in-order.ts';
import { decodeSample } from '../../pipeline/verify/decode-sample.ts';
import { requireSourceLength } from '../../pipeline/verify/keep-report.ts';
import { proveTree } from '../../pipeline/verify/prove-tree.ts';
import { segmentKeys } from '../../pipeline/verify/segment-keys.ts';
import { verifyRevision } from '../../pipeline/verify/verify-revision.ts';
import type { CellStore } from '../../videos/cell-store.ts';
import { type DamagedPart, describeDamage } from '../../videos/report/damaged-part.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { CellProgress } from './cell-progress.ts';
import { PLAN_FILE_NAME, readStateFile, removeFolder, writeStateFile } from './output-folder.ts';
import { type TranscodeProgress } from './progress-display.ts';

/** What the command line asks for. */
export interface TranscodeArguments {
  readonly input: string;
  readonly output: string;
  readonly segments: 'cmaf' | 'ts';
  /** Short sides in pixels. */
  readonly ladder: readonly number[];
  readonly segmentSeconds: number | undefined;
  readonly economy: Economy;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** A plan with what was found while it was carried out. */
interface ToldPlan extends Plan {
  readonly keptCaptions: readonly KeptCaptions[];
}

/** Cells found damaged when read back are encoded again this often. */
const MAX_REPAIRS = 2;

/** Inside the state folder: the plan with what was found while encoding, of a classic tree that is whole. */
const FINISHED_FILE_NAME = 'finished.json';

/** One run: the same stages as the server's, with a folder in place of tables. */
export class TranscodeRun {
  readonly #args: TranscodeArguments;
  readonly #sourcePath: string;
  readonly #policy: PlanPolicy;
  readonly #outputFolder: string;
  readonly #stateFolder: string;
  readonly #progress: TranscodeProgress;
  readonly #damage: DamagedPart[] = [];
  readonly #tools = createMediaTools({
    ffmpegPath: process.env['FFMPEG_PATH'],
    ffprobePath: process.env['FFPROBE_PATH'],
  });

  constructor(
    args: TranscodeArguments,
    sourcePath: string,
    policy: PlanPolicy,
    outputFolder: string,
    stateFolder: string,
    progress: TranscodeProgress,
  ) {
    this.#args = args;
    this.#sourcePath = sourcePath;
    this.#policy = policy;
    this.#outputFolder = outputFolder;
    this.#stateFolder = stateFolder;
    this.#progress = progress;
  }

  async finish(): Promise<ToldPlan> {
    const workParent = path.join(this.#stateFolder, 'work');
    await removeFolder(workParent);
    const workFolder = await localTemporaryFiles.makeFolder(workParent, 'run');
    try {
      return await this.#stages(workFolder);
    } finally {
      await removeFolder(workParent);
    }
  }

  async #stages(workFolder: string): Promise<ToldPlan> {
    const isClassic = this.#args.segments === 'ts';
    const target = createFolderObjectStore(this.#outputFolder);
    const objects = isClassic ? createFolderObjectStore(path.join(this.#stateFolder, 'cells')) : target;

    const { plan, sourcePath } = await this.#plan(workFolder, objects);
    const { signal } = this.#args;
    const reading = { tools: this.#tools, files: localTemporaryFiles, workFolder, signal };
    const proof = { objects: target, rootPrefix: '', segmentKeys: isClassic ? [] : segmentKeys(plan, ''), ...reading };
    // Its cells are gone: what was made of them is all there is to look at.
    const finished = isClassic ? await this.#finished(plan) : undefined;
    if (finished) {
      this.#progress.stage('Proving');
      const isWhole = await proveTree(proof).then(
        () => true,
        () => false,
      );
      if (isWhole) {
        await this.#removeCells();
        return finished;
      }
    }
    const cells = await this.#openCells(plan, objects);
    await this.#encodeAll({ ...plan }, sourcePath, objects, cells, workFolder);

    this.#progress.stage('Publishing');
    await makeImages({
      plan,
      prefix: '',
      imagesPrefix: '',
      objects: isClassic ? pictureStore(objects, target) : target,
      ...reading,
    });
    if (isClassic) {
      await packageClassic({ plan, cells: objects, cellsPrefix: '', target, targetPrefix: '', signal });
    } else {
      const files = { plan, objects, prefix: '', rootPrefix: '' };
      await publishEarly(files);
      await publishReady({ ...files, cells: await cells.listFilled() });
    }
    this.#progress.stage('Proving');
    await proveTree(proof).catch(async (error: unknown) => {
      // Whoever sees a master playlist may rely on it.
      for (const name of [MASTER_FILE_NAME, MANIFEST_FILE_NAME]) await target.delete(name);
      throw error;
    });
    const captioning = { plan, sourcePath: this.#sourcePath, objects: target, prefix: '', tools: this.#tools };
    const { captions, notes } = await keepCaptions({ ...captioning, workFolder, signal });
    const told = {
      ...plan,
      keptCaptions: captions,
      notes: [...plan.notes, ...notes, ...describeDamage(worthTelling(this.#damage))],
    };
    if (isClassic) {
      await writeStateFile(path.join(this.#stateFolder, FINISHED_FILE_NAME), JSON.stringify(told));
      await this.#removeCells();
    }
    return told;
  }

  async #removeCells(): Promise<void> {
    for (const name of ['cells', 'cells.jsonl']) await removeFolder(path.join(this.#stateFolder, name));
  }

  /** What an earlier run of this plan ended with; undefined: there was none. */
  async #finished(plan: Plan): Promise<ToldPlan | undefined> {
    const text = await readStateFile(path.join(this.#stateFolder, FINISHED_FILE_NAME));
    if (text === undefined) return undefined;
    const { keptCaptions = [], ...told } = JSON.parse(text) as Plan & Partial<ToldPlan>;
    return JSON.stringify({ ...told, notes: plan.notes }) === JSON.stringify(plan)
      ? { ...told, keptCaptions }
      : undefined;
  }

  async #plan(workFolder: string, objects: ObjectStore): Promise<{ plan: Plan; sourcePath: string }> {
    const { signal } = this.#args;
    const tools = this.#tools;
    this.#progress.stage(`Reading ${path.basename(this.#sourcePath)}`);
    const reading = await readFacts({ sourcePath: this.#sourcePath, head: fileSourceHead, tools, signal });
    const source = await conformIfNeeded({
      sourcePath: this.#sourcePath,
      ...reading,
      policy: this.#policy,
      head: fileSourceHead,
      tools,
      workFolder,
      signal,
    });
    const plan = await makePlan({ ...source, policy: this.#policy, tools, objects, prefix: '', workFolder, signal });
    return { plan, sourcePath: source.sourcePath };
  }

  /** The cells of an earlier run, when its plan is this run's and their files are still there. */
  async #openCells(plan: Plan, objects: ObjectStore): Promise<CellStore> {
    const planFile = path.join(this.#stateFolder, PLAN_FILE_NAME);
    const journalFile = path.join(this.#stateFolder, 'cells.jsonl');
    const text = JSON.stringify(plan);
    if ((await readStateFile(planFile)) !== text) {
      await removeFolder(journalFile);
      await writeStateFile(planFile, text);
    }
    const cells = await openFolderCellStore(journalFile);
    for (const cell of await cells.listFilled()) {
      const stored = await objects.stat(`${cell.renditionId}/${segmentFileName(cell.segmentIndex)}`);
      if (stored?.sizeBytes !== cell.sizeBytes) await cells.empty(cell);
    }
    return cells;
  }

  async #encodeAll(
    plan: Plan,
    sourcePath: string,
    objects: ObjectStore,
    cells: CellStore,
    workFolder: string,
  ): Promise<void> {
    const { signal } = this.#args;
    for (let repair = 0; ; repair++) {
      await this.#fillCells(plan, sourcePath, objects, cells, workFolder);
      this.#progress.stage('Verifying');
      const stored = { plan, cells: await cells.listFilled(), objects, prefix: '', signal };
      let { faults } = await verifyRevision(stored);
      if (faults.length === 0) {
        requireSourceLength(plan);
        const decoding = { tools: this.#tools, files: localTemporaryFiles, workFolder };
        faults = (await decodeSample({ ...stored, ...decoding })).faults;
      }
      if (faults.length === 0) return;
      const [first] = faults;
      if (repair === MAX_REPAIRS) {
        throw new AppError('STREAM_INVALID', {
          message: `${faults.length} segments are wrong, the first is ${first?.cell.renditionId} ${first?.cell.segmentIndex}: ${first?.reason}.`,
        });
      }
      for (const { cell } of faults) await cells.empty(cell);
    }
  }

  async #fillCells(
    plan: Plan,
    sourcePath: string,
    objects: ObjectStore,
    cells: CellStore,
    workFolder: string,
  ): Promise<void> {
    const progress = new CellProgress(plan, () => performance.now());
    for (const cell of await cells.listFilled()) progress.resume(cell);
    this.#progress.stage('Encoding');
    progress.start();
    const jobs = listEncodeRuns(plan);
    const cores = os.availableParallelism();
    await runInOrder(
      jobs,
      cores,
      async (job, signal) => {
        const isFirst = job === jobs[0];
        await encodeCells({
          plan,
          job,
          sourcePath,
          prefix: '',
          objects,
          cells,
          tools: this.#tools,
          holder: 'transcode',
          workFolder,
          // One process of one thread per core is fastest; the very first cell makes the video playable and may take all.
          threads: isFirst ? cores : 1,
          signal,
          onComplaint: async () => {
            const looking = { plan, run: job, sourcePath, tools: this.#tools, workFolder, signal };
            const damage = await findDamage(looking);
            this.#damage.push(...damage);
            return damage;
          },
          onCell: (cell) => {
            progress.fill(cell);
            this.#progress.cells(progress.share(), progress.secondsLeft());
          },
        });
      },
      this.#args.signal,
    );
  }
}

/** Reads cells from one store and puts pictures into another. */
function pictureStore(cells: ObjectStore, target: ObjectStore): ObjectStore {
  return { ...cells, put: (key, bytes) => target.put(key, bytes) };
}
