import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lecternProgram } from '../lectern-program.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Relative to the folder of the compiled program, or of its sources. */
const MIGRATIONS = 'adapters/database/migrations';

/** Another version of this program beside it. */
export interface NextVersion {
  readonly version: string;
  /** Node's arguments that run it, without a command. */
  readonly program: readonly string[];
}

/**
 * Copies the program into a folder, calls it `version`, and gives it one more change of the tables, `migration`, as
 * `npm run migration` would. Its code is this version's: what differs is what two versions can find out of each other.
 */
export function makeNextVersion(folder: string, version: string, migration: string): NextVersion {
  const program = lecternProgram();
  const main = program.at(-1) ?? '';
  const code = main.split('/')[0] ?? '';
  mkdirSync(folder, { recursive: true });
  const isPages = (path: string): boolean => /^\/(web|player|preview)(\/|$)/.test(path.slice(join(ROOT, code).length));
  cpSync(join(ROOT, code), join(folder, code), { recursive: true, filter: (path) => !isPages(path) });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...own, version }));
  addMigration(join(folder, code, MIGRATIONS), migration);
  return { version, program: [...program.slice(0, -1), join(folder, main)] };
}

interface Journal {
  readonly entries: readonly { readonly idx: number; readonly when: number; readonly tag: string }[];
}

function addMigration(folder: string, statements: string): void {
  const file = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as Journal;
  const newest = journal.entries.at(-1);
  if (!newest) throw new Error(`${file} names no migration`);
  const tag = `${String(newest.idx + 1).padStart(4, '0')}_next_version`;
  const entries = [...journal.entries, { ...newest, idx: newest.idx + 1, when: newest.when + 1, tag }];
  writeFileSync(file, JSON.stringify({ ...journal, entries }));
  writeFileSync(join(folder, `${tag}.sql`), statements);
}
