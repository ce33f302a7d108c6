// Writes the pages that are made from code: tsx scripts/write-reference.ts. A test fails while they are not current.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { environmentExample, errorCodesPage, settingsPage } from '../src/config/reference-pages.ts';

/** File, from the root of the repository, and the text it must have. */
export const REFERENCE_FILES: Readonly<Record<string, () => string>> = {
  'docs/reference/settings.md': settingsPage,
  'docs/reference/error-codes.md': errorCodesPage,
  '.env.example': environmentExample,
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, text] of Object.entries(REFERENCE_FILES)) {
    const path = join(import.meta.dirname, '..', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text());
    console.log(`wrote ${file}`);
  }
}
