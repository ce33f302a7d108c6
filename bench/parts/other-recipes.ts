import { rmSync } from 'node:fs';
import path from 'node:path';

import { classicCommand } from '../contenders/classic-command.ts';
import { rungsOf } from '../contenders/contender.ts';
import { mediacms } from '../contenders/mediacms.ts';
import { peertube } from '../contenders/peertube.ts';
import { measureRun } from '../measure/measure-run.ts';
import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import type { PartContext } from './part.ts';

/** How long somebody waits for another recipe until there is anything to play. */
export interface RecipeResult {
  readonly name: string;
  /** What is there then. */
  readonly playable: string;
  readonly sourceSeconds: number;
  readonly seconds: number;
}

/** The renditions that Lectern's server makes by default. */
const LADDER = rungsOf([360, 480, 720, 1080]);

/** With how many commands of each recipe there is something to play. */
const RECIPES = [
  { contender: classicCommand, commands: 1, playable: 'all: its playlists are whole when the one command ends' },
  { contender: peertube, commands: 1, playable: 'one rendition, the largest' },
  { contender: mediacms, commands: 1, playable: 'one rendition, the lowest, as a plain MP4' },
] as const;

/** Runs the other recipes as far as the first thing that a viewer could be given. */
export async function measureOtherRecipes({ say, folder }: PartContext, minutes: number): Promise<RecipeResult[]> {
  const source = await makeLoopedLecture(minutes);
  const results: RecipeResult[] = [];
  for (const { contender, commands, playable } of RECIPES) {
    await waitUntilQuiet();
    const outputFolder = path.join(folder, contender.name);
    try {
      const run = await contender.prepare({ source, ladder: LADDER, outputFolder });
      const { wallSeconds } = await measureRun({
        commands: run.commands.slice(0, commands),
        outputFolder,
        temporaryFolder: path.join(folder, 'temporary'),
        signs: { files: { lowest: [], lowestWithSound: [], every: [] }, endCounts: true },
        isDelivered: () => true,
      });
      say(`recipes, ${minutes} min, ${contender.name}: ${wallSeconds.toFixed(1)} s`);
      results.push({ name: contender.name, playable, sourceSeconds: source.seconds, seconds: wallSeconds });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return results;
}
