import { setTimeout as delay } from 'node:timers/promises';

import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import type { PartContext } from '../parts/part.ts';
import { type RouteTimes, summarizeRoutes } from '../parts/polling-students.ts';
import { LecternServer } from '../served/lectern-server.ts';
import { StoredStream } from '../served/stored-stream.ts';
import { type AnswerTime, StudentSession } from '../served/student-session.ts';
import { makeSource } from '../sources/make-source.ts';
import { MemoryLog } from './memory-log.ts';
import { makeReadyLesson } from './prepare-video.ts';

/** What many viewers at once found. */
export interface ViewersResult {
  readonly viewers: number;
  readonly seconds: number;
  readonly busyBefore: number;
  readonly segment: RouteTimes;
  readonly serverCpuSeconds: number;
  /** Memory of the server's process: largest in the first and in the last third. */
  readonly firstBytes: number;
  readonly lastBytes: number;
}

const SEGMENT_MS = 4000;
const SOURCE_SECONDS = 60;
/** How many are let in at the same time: their passwords cost the server most. */
const AT_ONCE = 4;
const SETTLE_MS = 3000;

interface Viewer {
  readonly session: StudentSession;
  readonly root: string;
}

/** Lets students, each with a session, token and connection of their own, fetch a segment of 480p every 4 s. */
export async function measureViewers(
  { say, folder }: PartContext,
  { viewers: count, seconds }: { viewers: number; seconds: number },
): Promise<ViewersResult> {
  const source = await makeSource('natural', SOURCE_SECONDS);
  const server = await LecternServer.start(folder, { ladder: [480] });
  const viewers: Viewer[] = [];
  try {
    const { videoId, course } = await makeReadyLesson(server, source);
    let number = 0;
    const letIn = async (): Promise<void> => {
      while (number < count) {
        const session = await StudentSession.begin(server.url, ++number, course.id);
        viewers.push({ session, root: await session.playbackRoot(videoId) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, letIn));
    say(`viewers: ${count} have come in`);
    const files = new StoredStream(server.dataFolder, videoId).picturePaths();
    await delay(SETTLE_MS);
    const busyBefore = await waitUntilQuiet();
    const cpuBefore = server.cpuSeconds().own;
    const memory = MemoryLog.start(() => server.ownResidentBytes());
    const startAt = performance.now();
    const answers = await Promise.all(
      viewers.map(async ({ session, root }, index) => {
        const times: AnswerTime[] = [];
        let nextAt = startAt + (index / count) * SEGMENT_MS;
        for (let at = index; nextAt < startAt + seconds * 1000; at++, nextAt += SEGMENT_MS) {
          await delay(Math.max(0, nextAt - performance.now()));
          times.push(await session.play(`${root}/${files[at % files.length]}`));
        }
        return times;
      }),
    );
    const samples = memory.end();
    const serverCpuSeconds = server.cpuSeconds().own - cpuBefore;
    const [segment] = summarizeRoutes(answers.flat());
    if (!segment) throw new Error('nobody got an answer');
    say(`viewers: p99 ${segment.p99.toFixed(0)} ms`);
    const [firstBytes, lastBytes] = samples.ends(3);
    return { viewers: count, seconds, busyBefore, segment, serverCpuSeconds, firstBytes, lastBytes };
  } finally {
    for (const { session } of viewers) session.end();
    await server.stop();
  }
}
