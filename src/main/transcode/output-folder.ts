import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { asDiskFull } from '../../adapters/disk-room/as-disk-full.ts';
import { AppError } from '../../kernel/app-error.ts';

/** Name of the folder inside the output that holds what an interrupted run needs to go on. */
export const STATE_FOLDER_NAME = '.lectern';

/** Name of the saved plan inside that folder. */
export const PLAN_FILE_NAME = 'plan.json';

/** What makes two runs the same run: the source's bytes and the settings. */
export interface RunIdentity {
  readonly source: { readonly sizeBytes: number; readonly sha256OfEnds: string };
  readonly settings: unknown;
}

/** Bytes hashed at each end of a source: enough to tell files apart without reading gigabytes. */
const HASHED_BYTES = 1024 * 1024;

/** Identifies a source by its size and both ends. Throws AppError SOURCE_MISSING. */
export async function identifySource(sourcePath: string): Promise<RunIdentity['source']> {
  const cannotOpen = (cause: unknown): never => {
    throw new AppError('SOURCE_MISSING', { message: `${sourcePath} cannot be opened.`, cause });
  };
  // Looked at before it is opened: opening a pipe waits for a writer.
  const info = await stat(sourcePath).catch(cannotOpen);
  const { size } = info;
  if (!info.isFile()) throw new AppError('SOURCE_MISSING', { message: `${sourcePath} is not a file.` });
  const handle = await open(sourcePath, 'r').catch(cannotOpen);
  try {
    const hash = createHash('sha256');
    for (const start of [0, Math.max(0, size - HASHED_BYTES)]) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(HASHED_BYTES), 0, HASHED_BYTES, start);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return { sizeBytes: size, sha256OfEnds: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

/**
 * Opens an output folder: an empty one, or one that an earlier run of the same source and settings began.
 * Throws AppError OUTPUT_NOT_OURS for any other, so that nothing of somebody else's is overwritten.
 */
export async function openOutputFolder(
  folder: string,
  identity: RunIdentity,
): Promise<{ stateFolder: string; isNewFolder: boolean }> {
  const stateFolder = path.join(folder, STATE_FOLDER_NAME);
  const identityFile = path.join(stateFolder, 'run.json');
  const wanted = JSON.stringify(identity);
  const isNewFolder = !(await stat(folder).catch(() => undefined));
  await makeFolder(path.resolve(folder)).catch((cause: unknown) => {
    throw new AppError('OUTPUT_NOT_OURS', { message: `${folder} is not a folder that can be written.`, cause });
  });
  const found = await readFile(identityFile, 'utf8').catch(() => undefined);
  if (found !== undefined && found !== wanted) {
    throw new AppError('OUTPUT_NOT_OURS', { message: `${folder} holds the result of another file or other settings.` });
  }
  if (found === undefined) {
    const others = (await readdir(folder)).filter((name) => name !== STATE_FOLDER_NAME);
    if (others.length > 0) throw new AppError('OUTPUT_NOT_OURS', { message: `${folder} is not empty.` });
    await mkdir(stateFolder, { recursive: true });
    await writeStateFile(identityFile, wanted);
  }
  await removePartialFiles(folder);
  return { stateFolder, isNewFolder };
}

/** Files that a killed run was writing. */
async function removePartialFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.part')) await rm(path.join(entry.parentPath, entry.name));
  }
}

/**
 * Takes back what `openOutputFolder` did when the source was refused, so that the folder takes another one. A folder in
 * which a run got as far as its plan is left as it is: that run can go on.
 */
export async function forgetRefusedRun(folder: string, isNewFolder: boolean): Promise<void> {
  const stateFolder = path.join(folder, STATE_FOLDER_NAME);
  if ((await readStateFile(path.join(stateFolder, PLAN_FILE_NAME))) !== undefined) return;
  await removeFolder(stateFolder);
  if (isNewFolder) await rmdir(folder).catch(() => undefined); // not empty: somebody else uses it already
}

/** Node's own recursive mkdir never ends where a file system refuses a folder with ENOENT (/proc, Node 20). */
async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (!made) return;
  const parent = path.dirname(folder);
  const isThere = async (name: string): Promise<boolean> =>
    (await stat(name).catch(() => undefined))?.isDirectory() === true;
  if (made.code === 'EEXIST' && (await isThere(folder))) return;
  if (made.code !== 'ENOENT' || (await isThere(parent))) throw made;
  await makeFolder(parent);
  await mkdir(folder);
}

/** A state file of an earlier run, or undefined. */
export async function readStateFile(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined);
}

/** Writes a state file so that a crash leaves the old content or the new. */
export async function writeStateFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(`${file}.part`, text);
    await rename(`${file}.part`, file);
  } catch (cause) {
    await rm(`${file}.part`, { force: true });
    throw asDiskFull(cause, file);
  }
}

/** Sum of the sizes of all files under a folder. */
export async function folderSizeBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let total = 0;
  for (const entry of entries) if (entry.isFile()) total += (await stat(path.join(entry.parentPath, entry.name))).size;
  return total;
}

/** Removes the private folders of an earlier run that was killed. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
