import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Folders of built pages, and how to get rid of them. */
export interface BuiltPages {
  readonly web: string;
  readonly preview: string;
  remove(): void;
}

/** The pages of this checkout: from dist/ when that is up to date, else built aside. */
export function buildPages(): BuiltPages {
  const isCurrent = spawnSync(join(ROOT, 'scripts', 'build-is-current'), ['web']).status === 0;
  if (isCurrent) return { ...foldersIn(join(ROOT, 'dist')), remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'lectern-pages-'));
  const pages = foldersIn(folder);
  const vite = join(ROOT, 'node_modules', '.bin', 'vite');
  execFileSync(vite, ['build', 'src/web', '--outDir', pages.web, '--emptyOutDir', '--logLevel', 'warn'], { cwd: ROOT });
  return { ...pages, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function foldersIn(folder: string): { web: string; preview: string } {
  return { web: join(folder, 'web'), preview: join(folder, 'preview') };
}
