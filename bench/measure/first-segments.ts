import { existsSync } from 'node:fs';
import path from 'node:path';

/** What a viewer waits for: a picture in the lowest rendition, that with sound, every rendition with sound. */
export const MILESTONES = ['lowest', 'lowestWithSound', 'every'] as const;
export type Milestone = (typeof MILESTONES)[number];

/**
 * The files, relative to the output, that show each milestone when all of them exist.
 *
 * A file counts from the moment its name exists: either its maker renames finished files, or the file named here is
 * the one it begins after closing the wanted one.
 */
export interface FirstSegmentSigns {
  readonly files: Readonly<Record<Milestone, readonly string[]>>;
  /** A sign that never comes means the milestone is the end of the job; otherwise it is an error of the bench. */
  readonly endCounts: boolean;
}

/** Notes when each milestone was reached. */
export class FirstSegmentWatch {
  readonly #signs: FirstSegmentSigns;
  readonly #exists: (file: string) => boolean;
  readonly #reached = new Map<Milestone, number>();

  constructor(signs: FirstSegmentSigns, folder: string, exists: (file: string) => boolean = existsSync) {
    this.#signs = signs;
    this.#exists = (file) => exists(path.join(folder, file));
  }

  get isComplete(): boolean {
    return this.#reached.size === MILESTONES.length;
  }

  look(nowSeconds: number): void {
    for (const milestone of MILESTONES) {
      if (this.#reached.has(milestone)) continue;
      if (this.#signs.files[milestone].every((file) => this.#exists(file))) this.#reached.set(milestone, nowSeconds);
    }
  }

  /** Seconds to each milestone. Throws when one was never seen and the end of the job does not count for it. */
  finish(endSeconds: number): Record<Milestone, number> {
    this.look(endSeconds);
    const at = (milestone: Milestone): number => {
      const seconds = this.#reached.get(milestone);
      if (seconds !== undefined) return seconds;
      if (this.#signs.endCounts) return endSeconds;
      throw new Error(`bench: none or not all of ${this.#signs.files[milestone].join(', ')} were ever written.`);
    };
    return { lowest: at('lowest'), lowestWithSound: at('lowestWithSound'), every: at('every') };
  }
}
