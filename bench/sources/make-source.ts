import { createReadStream, statSync } from 'node:fs';

import { cachePath, makeOnce } from '../bench-cache.ts';
import type { BenchSource, SourceKind } from './bench-source.ts';
import { makeLecture } from './lecture-source.ts';
import { makeNatural } from './natural-source.ts';

/** Raised when a recipe changes, so that nobody measures a source of the old one. */
const RECIPE = 1;

const RECIPES = {
  lecture: { framesPerSecond: 25, make: makeLecture },
  natural: { framesPerSecond: 30, make: makeNatural },
};

/** The source of a kind and length: from the cache, else made now. Its bytes are in the page cache afterwards. */
export async function makeSource(kind: SourceKind, seconds: number): Promise<BenchSource> {
  const { framesPerSecond, make } = RECIPES[kind];
  const file = cachePath('sources', `${kind}-${seconds}s-${RECIPE}.mp4`);
  await makeOnce(file, (temporaryFile) => make(temporaryFile, seconds, framesPerSecond));
  for await (const _ of createReadStream(file)); // the first contender must not pay for a cold disk
  return { kind, path: file, seconds, height: 1080, framesPerSecond, sizeBytes: statSync(file).size };
}
