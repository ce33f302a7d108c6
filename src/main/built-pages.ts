import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of a set of built pages (`dist/web`, `dist/preview`), or undefined when they were not built. */
export function builtPagesFolder(name: 'web' | 'preview'): string | undefined {
  // From src/main in a checkout and from dist/main in a build, the package lies two folders up.
  const packageFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  const folder = path.join(packageFolder, 'dist', name);
  return existsSync(path.join(folder, 'index.html')) ? folder : undefined;
}
