import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

let known: readonly string[] | undefined;

/** Node's arguments that run `lectern`: the build where it is current, as `bin/lectern` does, since it starts faster. */
export function lecternProgram(): readonly string[] {
  known ??=
    spawnSync(join(ROOT, 'scripts/build-is-current'), ['server']).status === 0
      ? ['dist/main/lectern.js']
      : ['--import', 'tsx', 'src/main/lectern.ts'];
  return known;
}
