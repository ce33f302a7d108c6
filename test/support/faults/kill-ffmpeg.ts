import { setTimeout as sleep } from 'node:timers/promises';

import { descendantsOf, killIfThere } from './process-tree.ts';

/** A moment at which no FFmpeg runs is put off until one does. */
const WITHIN_MS = 5_000;

/** kill -9 of one of the FFmpegs and ffprobes that those processes run; of none, when none runs for a while. */
export async function killFfmpegOf(pids: readonly number[], random: () => number): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (performance.now() < deadline) {
    const tools = pids.flatMap(descendantsOf).filter(({ name }) => name === 'ffmpeg' || name === 'ffprobe');
    const victim = tools[Math.floor(random() * tools.length)];
    if (victim && killIfThere(victim)) return;
    await sleep(5);
  }
}
