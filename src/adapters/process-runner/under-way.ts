import { readFileSync } from 'node:fs';

/** What a tool is started through: each becomes the next, and bubblewrap has the tool itself as its child. */
const WRAPPERS = new Set(['nice', 'prlimit', 'bwrap']);

/**
 * Whether a command of `confinedCommand` has become the tool that it runs. Before, bubblewrap has not asked the system to end
 * it with us: made to stand still in that moment, it would stand for ever after we were killed. True where /proc does not say.
 */
export function isUnderWay(leader: number): boolean {
  try {
    const name = readName(leader);
    if (name !== 'bwrap') return !WRAPPERS.has(name);
    const children = readFileSync(`/proc/${leader}/task/${leader}/children`, 'utf8').trim();
    return children !== '' && children.split(' ').every((pid) => !WRAPPERS.has(readName(Number(pid))));
  } catch {
    return true;
  }
}

function readName(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}
