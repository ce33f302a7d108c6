import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { REFERENCE_FILES } from './write-reference.ts';

for (const [file, text] of Object.entries(REFERENCE_FILES)) {
  it(`${file} is current (else run: npx tsx scripts/write-reference.ts)`, () => {
    expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8')).toBe(text());
  });
}
