import { execFileSync } from 'node:child_process';

import { expect, it } from 'vitest';

import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { createMediaTools } from './process-media-tools.ts';

const tools = createMediaTools();

function encode(workFolder: string, signal: AbortSignal) {
  return tools.run({
    tool: 'ffmpeg',
    args: [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=320x180:rate=25',
      '-t',
      '600',
      '-f',
      'rawvideo',
      'pipe:3',
    ],
    outputs: 1,
    onOutput: () => undefined,
    readablePaths: [],
    workFolder,
    isBackground: true,
    signal,
  });
}

/** Command lines of processes that have to do with a folder. */
function processesOf(folder: string): string[] {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder));
}

it('does not begin what is cancelled already', async () => {
  const folder = temporaryFolder();
  expect(await encode(folder, AbortSignal.abort('stopped'))).toMatchObject({ endedBy: 'cancel' });
});

it('ends at once when cancelled at any moment of its start, and leaves no process', async () => {
  const folder = temporaryFolder();
  // From the first moments of the sandbox to the middle of the encode.
  for (let delayMs = 0; delayMs < 60; delayMs += 4) {
    const stop = new AbortController();
    const run = encode(folder, stop.signal);
    setTimeout(() => stop.abort('stopped'), delayMs);
    expect((await run).endedBy).toBe('cancel');
  }
  expect(processesOf(folder)).toEqual([]);
});
