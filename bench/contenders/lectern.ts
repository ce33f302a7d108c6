import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

import type { Command } from '../measure/measure-run.ts';
import type { Contender, Rung } from './contender.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Lectern's command line, with defaults but for the ladder. */
export const lectern: Contender = {
  name: 'Lectern',
  about: '`lectern transcode` with its defaults',
  prepare: async ({ source, ladder, outputFolder }) => {
    const { command } = lecternCommand();
    const [program, ...args] = command;
    execFileSync(program, [...args, '--help']); // so that nobody measures a cold disk
    const heights = ladder.map((rung) => rung.height).join(',');
    // Files appear under their final name when they are whole.
    const picture = ({ height }: Rung): string[] => [`${height}p/init.mp4`, `${height}p/segment_00000.m4s`];
    const sound = ['audio/init.mp4', 'audio/segment_00000.m4s'];
    const lowest = ladder.slice(0, 1).flatMap(picture);
    return {
      commands: [[...command, 'transcode', source.path, outputFolder, '--ladder', heights, '--json']],
      signs: {
        files: { lowest, lowestWithSound: [...lowest, ...sound], every: [...ladder.flatMap(picture), ...sound] },
        endCounts: false,
      },
      isDelivered: (file) => !file.startsWith('.lectern/'),
      playlistOf: ({ height }) => `${height}p/playlist.m3u8`,
    };
  },
};

let found: { command: Command; isBuilt: boolean } | undefined;

/** How Lectern is started here: the build where it can be made, else the sources, which costs about a second more. */
export function lecternCommand(): { command: Command; isBuilt: boolean } {
  return (found ??= findLectern());
}

function findLectern(): { command: Command; isBuilt: boolean } {
  spawnSync(process.execPath, [path.join(ROOT, 'scripts', 'prepare.mjs')], { stdio: ['ignore', 2, 2] });
  const isBuilt = spawnSync(path.join(ROOT, 'scripts', 'build-is-current'), ['server']).status === 0;
  if (isBuilt) return { command: [path.join(ROOT, 'bin', 'lectern')], isBuilt };
  const loader = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs');
  const program = path.join(ROOT, 'src', 'main', 'lectern.ts');
  return { command: [process.execPath, '--import', `file://${loader}`, program], isBuilt };
}
