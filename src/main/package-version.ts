import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of this Lectern, from package.json: two folders up from src/main and from dist/main alike. */
export function packageVersion(): string {
  const file = path.resolve(import.meta.dirname, '../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
