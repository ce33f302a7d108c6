import { setTimeout as delay } from 'node:timers/promises';

import { type BenchCourse, makeCourse } from '../served/bench-course.ts';
import type { LecternServer } from '../served/lectern-server.ts';
import { announceUpload, sendSource } from '../served/upload-source.ts';
import type { BenchSource } from '../sources/bench-source.ts';

/** Uploads a source and waits until it is ready. Throws when the video fails. */
async function makeReady(server: LecternServer, source: BenchSource): Promise<string> {
  const id = await announceUpload(server.url, source);
  await sendSource(server.url, id, source);
  for (;;) {
    const { state, error } = await server.video(id);
    if (state === 'ready') return id;
    if (state === 'failed') throw new Error(`the server failed: ${error?.code} ${error?.message}`);
    await delay(500);
  }
}

/** The same in a course that students may enrol in. */
export async function makeReadyLesson(
  server: LecternServer,
  source: BenchSource,
): Promise<{ readonly videoId: string; readonly course: BenchCourse }> {
  const videoId = await makeReady(server, source);
  return { videoId, course: await makeCourse(server.url, videoId, 1) };
}
