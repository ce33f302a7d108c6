// Starts ten confined FFmpegs and pauses each in its first moment, as happens while a viewer waits; says so and stays. The
// argument stands in the command line of each.
import { createMediaTools } from '../../../src/adapters/process-runner/process-media-tools.ts';

const ENDLESS = [
  '-v',
  'error',
  '-f',
  'lavfi',
  '-i',
  'testsrc',
  '-metadata',
  `title=${process.argv[2]}`,
  '-f',
  'rawvideo',
  'pipe:1',
];
const tools = createMediaTools();
let started = 0;
for (let i = 0; i < 10; i++) {
  void tools.run({
    tool: 'ffmpeg',
    args: ENDLESS,
    readablePaths: [],
    isBackground: true,
    onStart(tool) {
      tool.pause();
      if (++started === 10) process.stdout.write('paused\n');
    },
  });
}
