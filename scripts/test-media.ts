import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The folder of sample media, or undefined when this machine has none.
 *
 * LECTERN_TEST_MEDIA names it; without it, a `shared/media` folder beside the checkout is taken. A folder counts
 * only with its `manifest.json`.
 */
export function testMedia(root: string): string | undefined {
  const folder = resolve(root, process.env['LECTERN_TEST_MEDIA'] ?? '../shared/media');
  return existsSync(join(folder, 'manifest.json')) ? folder : undefined;
}
