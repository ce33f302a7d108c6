import { closeSync, openSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The longest name that the system takes for a socket is 107 bytes. */
const MOST_BYTES = 100;

/** A name for a socket in `folder` that is short enough for the system; to be closed when the socket is open. */
export function controlSocketPath(folder: string): { readonly file: string; readonly path: string; close(): void } {
  const file = join(folder, 'control.sock');
  if (Buffer.byteLength(file) <= MOST_BYTES) return { file, path: file, close: () => undefined };
  // proc(5): the folder under a short name, for as long as it is open here.
  const handle = openSync(dirname(file), 'r');
  return { file, path: `/proc/self/fd/${handle}/${basename(file)}`, close: () => closeSync(handle) };
}
