import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const OLDEST = '20.19.0';
const NEWEST = '24.21.0';

/**
 * A Node binary from the far end of the supported versions: 24 when this process runs on 20 to 23, else 20.
 *
 * Comes from npm (`node-<platform>-<arch>`, no install script) into a folder of its own under `cacheFolder`, once.
 * Throws when npm has no binary for this platform.
 */
export function otherNode(cacheFolder: string): { path: string; version: string } {
  const version = Number(process.versions.node.split('.')[0]) >= 24 ? OLDEST : NEWEST;
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = join(cacheFolder, `node-${version}`);
  const path = join(prefix, 'node_modules', name, 'bin', 'node');
  if (!existsSync(path)) {
    execFileSync('npm', ['install', '--no-save', '--prefix', prefix, `${name}@${version}`], { stdio: 'inherit' });
  }
  return { path, version };
}
