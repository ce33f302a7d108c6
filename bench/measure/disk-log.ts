import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Remembers the sizes of files over time, to tell afterwards how many bytes were only passing through. */
export class DiskLog {
  readonly #changes = new Map<string, { readonly sample: number; readonly deltaBytes: number }[]>();
  #last: ReadonlyMap<string, number> = new Map();
  #sampleCount = 0;

  /** One look at the disk: every file there is, with its size in bytes. */
  add(files: ReadonlyMap<string, number>): void {
    for (const [name, bytes] of files) this.#note(name, bytes - (this.#last.get(name) ?? 0));
    for (const [name, bytes] of this.#last) if (!files.has(name)) this.#note(name, -bytes);
    this.#last = files;
    this.#sampleCount++;
  }

  /** The most bytes that files not in `lasting` held together in any one look. */
  peakBytesWithout(lasting: ReadonlySet<string>): number {
    const deltas = Array.from({ length: this.#sampleCount }, () => 0);
    for (const [name, changes] of this.#changes) {
      if (lasting.has(name)) continue;
      for (const { sample, deltaBytes } of changes) deltas[sample] = (deltas[sample] ?? 0) + deltaBytes;
    }
    let peak = 0;
    let current = 0;
    for (const delta of deltas) {
      current += delta;
      peak = Math.max(peak, current);
    }
    return peak;
  }

  #note(name: string, deltaBytes: number): void {
    if (deltaBytes === 0) return;
    const changes = this.#changes.get(name);
    const change = { sample: this.#sampleCount, deltaBytes };
    if (changes) changes.push(change);
    else this.#changes.set(name, [change]);
  }
}

/** Every file under a folder: path relative to it -> size in bytes. What vanishes during the look is passed over. */
export function listFileSizes(folder: string): Map<string, number> {
  const sizes = new Map<string, number>();
  const visit = (relative: string): void => {
    for (const entry of entriesOf(path.join(folder, relative))) {
      const name = path.posix.join(relative, entry.name);
      if (entry.isDirectory()) visit(name);
      else if (entry.isFile()) {
        const bytes = lstatSync(path.join(folder, name), { throwIfNoEntry: false })?.size;
        if (bytes !== undefined) sizes.set(name, bytes);
      }
    }
  };
  visit('');
  return sizes;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
