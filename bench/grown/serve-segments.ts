import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { startNginx } from '../../test/support/engines/start-nginx.ts';
import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { readProcessCpu } from '../measure/tree-cpu.ts';
import type { PartContext } from '../parts/part.ts';
import { LecternServer } from '../served/lectern-server.ts';
import { StoredStream } from '../served/stored-stream.ts';
import { StudentSession } from '../served/student-session.ts';
import { makeSource } from '../sources/make-source.ts';
import { makeReadyLesson } from './prepare-video.ts';
import { startPlainNginx } from './plain-nginx.ts';
import { type LoadResult, runWrk } from './run-wrk.ts';

/** One way to send the same segments. */
export interface ServedLoad extends LoadResult {
  /** Of the server processes; none where one is not used. */
  readonly nodeCpuSeconds: number;
  readonly nginxCpuSeconds: number;
}

/** The same segments by each way, one after the other. */
export interface ServeResult {
  readonly segments: number;
  readonly busyBefore: number;
  /** Files, no token. */
  readonly nginx: ServedLoad;
  /** Lectern alone: token, permission, state of the cell, bytes; of a class that watches the same, so from memory. */
  readonly node: ServedLoad;
  /** The same with nothing kept in memory: each segment is read for each viewer. */
  readonly unkept: ServedLoad;
  /** nginx sends each segment after Lectern has said yes to it. */
  readonly asked: ServedLoad;
  /** As deploy/proxy does it: a yes is kept for seconds. */
  readonly accelerated: ServedLoad;
}

const ACCEL_PREFIX = '/lectern-media/';
const WARM_UP_SECONDS = 2;
const SETTLE_MS = 2000;
const SECONDS = 60;

/** Sends every picture segment of a ready video again and again: nginx, Lectern, and nginx by Lectern's word, asked each time or kept for seconds. */
export async function measureServing({ say, folder }: PartContext, seconds: number): Promise<ServeResult> {
  const source = await makeSource('natural', SECONDS);
  const serverFolder = path.join(folder, 'server');
  let server = await LecternServer.start(serverFolder);
  try {
    const { videoId, course } = await makeReadyLesson(server, source);
    const student = await StudentSession.begin(server.url, 1, course.id);
    student.end();
    const root = await student.playbackRoot(videoId);
    const files = new StoredStream(server.dataFolder, videoId).picturePaths();
    const paths = files.map((file) => `${root}/${file}`);
    const media = path.join(server.dataFolder, 'media');
    const load = { cookie: student.cookie, folder };

    const plain = await startPlainNginx(folder, path.join(media, 'hls'));
    const busyBefore = await waitUntilQuiet();
    const plainPaths = files.map((file) => `/${videoId}/${file}`);
    const nginx = await measure(
      { nginx: () => ownCpu(plain.pid) },
      async (each) => {
        return await runWrk(plain.url, { paths: plainPaths, folder, seconds: each });
      },
      plain,
    );
    say(`serve: nginx ${rate(nginx)}`);
    const byNode = async (): Promise<ServedLoad> =>
      await measure(
        { node: () => server.cpuSeconds().own },
        async (each) => await runWrk(server.url, { ...load, paths, seconds: each }),
      );
    const node = await byNode();
    say(`serve: Lectern alone ${rate(node)}`);

    await server.end();
    server = await LecternServer.start(serverFolder, { others: { LECTERN_SEGMENT_MEMORY_BYTES: '0' } });
    const unkept = await byNode();
    say(`serve: Lectern alone, nothing kept ${rate(unkept)}`);

    await server.end();
    const others = { LECTERN_ACCEL_PREFIX: ACCEL_PREFIX, LECTERN_TRUSTED_PROXIES: 'loopback' };
    server = await LecternServer.start(serverFolder, { others });
    const byWord = async (isYesKept: boolean): Promise<ServedLoad> => {
      const front = await startNginx(folder, server.url, { mediaFolder: media, isYesKept });
      const cpu = { node: () => server.cpuSeconds().own, nginx: () => ownCpu(front.pid) };
      const run = async (each: number) => await runWrk(front.url, { ...load, paths, seconds: each });
      return await measure(cpu, run, front);
    };
    const asked = await byWord(false);
    say(`serve: nginx, asks for each segment ${rate(asked)}`);
    const accelerated = await byWord(true);
    say(`serve: nginx, keeps a yes ${rate(accelerated)}`);
    return { segments: files.length, busyBefore, nginx, node, unkept, asked, accelerated };

    async function measure(
      clocks: { readonly node?: () => number; readonly nginx?: () => number },
      run: (seconds: number) => Promise<LoadResult>,
      used?: { stop(): Promise<void> },
    ): Promise<ServedLoad> {
      try {
        await delay(SETTLE_MS);
        await run(WARM_UP_SECONDS);
        const read = (): number[] => [clocks.node?.() ?? 0, clocks.nginx?.() ?? 0];
        const [nodeBefore = 0, nginxBefore = 0] = read();
        const result = await run(seconds);
        const [nodeAfter = 0, nginxAfter = 0] = read();
        return { ...result, nodeCpuSeconds: nodeAfter - nodeBefore, nginxCpuSeconds: nginxAfter - nginxBefore };
      } finally {
        await used?.stop();
      }
    }
  } finally {
    await server.stop();
  }
}

function ownCpu(pid: number): number {
  return readProcessCpu().get(pid)?.ownSeconds ?? 0;
}

function rate({ bytes, seconds }: LoadResult): string {
  return `${(bytes / seconds / 1e6).toFixed(0)} MB/s`;
}
