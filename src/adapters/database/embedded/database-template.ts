import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { PGlite } from '@electric-sql/pglite';

/**
 * A fresh database as a file: loading it takes a third of the time and memory of making one (initdb in WebAssembly).
 * It lies in node_modules' neighbour .cache, made by the build, and belongs to one version of PGlite.
 */
const TEMPLATE_FILE = join(packageRoot(), '.cache', `database-template-${pgliteVersion()}.tgz`);

/** The template's bytes; undefined when the build made none. */
export function readDatabaseTemplate(): Blob | undefined {
  return existsSync(TEMPLATE_FILE) ? new Blob([new Uint8Array(readFileSync(TEMPLATE_FILE))]) : undefined;
}

/** Makes the template unless it is there. Takes about 5 s and 850 MB. Returns its path. */
export async function buildDatabaseTemplate(): Promise<string> {
  if (existsSync(TEMPLATE_FILE)) return TEMPLATE_FILE;
  const db = await PGlite.create();
  const dump = await db.dumpDataDir('gzip');
  await db.close();
  mkdirSync(dirname(TEMPLATE_FILE), { recursive: true });
  const draft = `${TEMPLATE_FILE}.${process.pid}`;
  writeFileSync(draft, new Uint8Array(await dump.arrayBuffer()));
  renameSync(draft, TEMPLATE_FILE);
  return TEMPLATE_FILE;
}

/** The folder that holds package.json, from src/ and from dist/ alike. */
function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function pgliteVersion(): string {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(join(dirname(main), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
