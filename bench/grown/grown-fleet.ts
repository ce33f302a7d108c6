import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import type { PartContext } from '../parts/part.ts';
import { CountedProgram } from '../served/counted-program.ts';
import { LecternServer, type ServerSettings } from '../served/lectern-server.ts';
import { announceUpload, sendSource } from '../served/upload-source.ts';
import type { BenchSource } from '../sources/bench-source.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import { type FleetEngines, startFleetEngines } from './fleet-engines.ts';

/** One whole job of a fleet. */
export interface FleetJob {
  /** From the last byte to ready. */
  readonly readySeconds: number;
  /** Lectern's own processes and their FFmpegs. */
  readonly cpuSeconds: number;
  /** Of it the processes themselves, without FFmpeg. */
  readonly ownCpuSeconds: number;
  /** PostgreSQL, Redis and the S3 store; 0 where there are none. */
  readonly engineCpuSeconds: number;
}

/** The same job on one machine's own disk and tables, and with the engines of a fleet. */
export interface FleetResult {
  readonly sourceSeconds: number;
  readonly renditions: readonly string[];
  readonly busyBefore: number;
  /** Embedded, two encoders in one process. */
  readonly embedded: FleetJob;
  /** With the engines: one process of one encoder, and two of them. */
  readonly one: FleetJob;
  readonly two: FleetJob;
}

const LOOK_MS = 500;

/** Encodes a lecture embedded, then with PostgreSQL, Redis and S3: by a server alone, and by a server with a worker. */
export async function measureFleet({ say, folder }: PartContext, minutes: number): Promise<FleetResult> {
  const source = await makeLoopedLecture(minutes);
  const alone = { folder: path.join(folder, 'embedded'), source, settings: { encodersAtOnce: 2 } };
  const busyBefore = await waitUntilQuiet();
  const { renditions, ...embedded } = await encode(alone);
  say(`fleet: embedded ${embedded.cpuSeconds.toFixed(1)} s of CPU, ready after ${embedded.readySeconds.toFixed(1)} s`);
  const engines = await startFleetEngines(path.join(folder, 'engines'));
  try {
    const settings = { encodersAtOnce: 1, others: engines.settings };
    const { renditions: _, ...one } = await encode({ folder: path.join(folder, 'one'), source, settings, engines });
    say(`fleet: one process ${one.cpuSeconds.toFixed(1)} s of CPU, ready after ${one.readySeconds.toFixed(1)} s`);
    const env = {
      ...engines.settings,
      ...{
        LECTERN_DATA: path.join(folder, 'worker', 'data'),
        LECTERN_ENCODERS_AT_ONCE: '1',
        LECTERN_LOG_LEVEL: 'warn',
      },
    };
    const startWorker = async (): Promise<CountedProgram> => {
      const ready = /Lectern worker is ready/;
      return await CountedProgram.start('worker', { folder: path.join(folder, 'worker'), env, ready });
    };
    const both = { folder: path.join(folder, 'two'), source, settings, engines, startWorker };
    const { renditions: __, ...two } = await encode(both);
    say(`fleet: two processes ${two.cpuSeconds.toFixed(1)} s of CPU, ready after ${two.readySeconds.toFixed(1)} s`);
    return { sourceSeconds: source.seconds, renditions, busyBefore, embedded, one, two };
  } finally {
    await engines.stop();
  }
}

/** Uploads a source to a new server, waits until it is ready, and ends what was started. */
async function encode(options: {
  readonly folder: string;
  readonly source: BenchSource;
  readonly settings: ServerSettings;
  readonly engines?: FleetEngines;
  readonly startWorker?: () => Promise<CountedProgram>;
}): Promise<FleetJob & { readonly renditions: readonly string[] }> {
  const { source, engines } = options;
  const server = await LecternServer.start(options.folder, options.settings);
  let worker: CountedProgram | undefined;
  try {
    worker = await options.startWorker?.();
    await waitUntilQuiet(); // what starting cost is no part of the job
    const programs = [server, ...(worker ? [worker] : [])];
    const read = () => ({
      all: programs.reduce((sum, each) => sum + each.cpuSeconds().all, 0),
      own: programs.reduce((sum, each) => sum + each.cpuSeconds().own, 0),
      engines: engines?.cpuSeconds() ?? 0,
    });
    const before = read();
    const id = await announceUpload(server.url, source);
    const { lastByteAt } = await sendSource(server.url, id, source);
    for (;;) {
      await delay(LOOK_MS);
      const { state, readyAt, error, renditions } = await server.video(id);
      if (state === 'failed') throw new Error(`the fleet failed: ${error?.code} ${error?.message}`);
      if (state !== 'ready' || readyAt === undefined) continue;
      const after = read();
      await server.delete(id);
      return {
        renditions: (renditions ?? []).map((each) => each.id),
        readySeconds: (Date.parse(readyAt) - lastByteAt) / 1000,
        cpuSeconds: after.all - before.all,
        ownCpuSeconds: after.own - before.own,
        engineCpuSeconds: after.engines - before.engines,
      };
    }
  } finally {
    await worker?.stop();
    await server.stop();
  }
}
