import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { videoChunkArguments } from '../../src/media/ffmpeg/video-chunk-arguments.ts';
import { segmentCount } from '../../src/media/grid/grid.ts';
import type { Plan } from '../../src/media/plan/plan.ts';
import { ffmpegProgram } from '../contenders/contender.ts';
import { lecternCommand } from '../contenders/lectern.ts';
import { type Command, measureRun } from '../measure/measure-run.ts';
import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { encodeWhole, type WholeEncode } from '../served/encode-whole.ts';
import { LecternServer, type ServerSettings } from '../served/lectern-server.ts';
import type { BenchSource } from '../sources/bench-source.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import type { PartContext } from './part.ts';

/** What one whole job costs, beside what no program could do without. */
export interface JobCpuResult {
  readonly sourceSeconds: number;
  readonly renditions: readonly string[];
  /** One FFmpeg: decode once, scale, encode all renditions with Lectern's own settings; no sound, nothing stored. */
  readonly bare: CpuAndWall;
  readonly transcode: CpuAndWall;
  readonly server: WholeEncode;
  /** The same with the renditions of the comparison, for which the goal of memory is set. */
  readonly comparedServer: WholeEncode;
}

/** The renditions of the comparison. */
const COMPARED_LADDER = [360, 480, 720];

/** Processor time of all processes, and time on the clock. */
export interface CpuAndWall {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Runs the same job bare, by `lectern transcode` and through the server, one after the other. */
export async function measureJobCpu({ say, folder }: PartContext, minutes: number): Promise<JobCpuResult> {
  const source = await makeLoopedLecture(minutes);
  try {
    await waitUntilQuiet();
    say(`cpu, ${minutes} min: lectern transcode ...`);
    const output = path.join(folder, 'transcode');
    const transcode = await run([...lecternCommand().command, 'transcode', source.path, output, '--json'], folder);
    const plan = JSON.parse(readFileSync(path.join(output, '.lectern', 'plan.json'), 'utf8')) as Plan;

    await waitUntilQuiet();
    say(`  ${transcode.cpuSeconds.toFixed(1)} s of CPU; now the bare limit ...`);
    const bare = await run(bareCommand(plan, source), folder);

    say(`  ${bare.cpuSeconds.toFixed(1)} s of CPU; now the server ...`);
    const server = await encodeAlone(path.join(folder, 'server'), source, {});
    say(`  ${server.cpuSeconds.toFixed(1)} s of CPU; now the server with the renditions of the comparison ...`);
    const comparedServer = await encodeAlone(path.join(folder, 'compared'), source, { ladder: COMPARED_LADDER });
    const renditions = plan.video.map(({ id }) => id);
    return { sourceSeconds: source.seconds, renditions, bare, transcode, server, comparedServer };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function encodeAlone(folder: string, source: BenchSource, settings: ServerSettings): Promise<WholeEncode> {
  const server = await LecternServer.start(folder, settings);
  try {
    await waitUntilQuiet(); // what starting it cost is no part of the job
    return await encodeWhole(server, source);
  } finally {
    await server.stop();
  }
}

/** One FFmpeg that does the whole video as one chunk, with one thread as Lectern's background encodes have it. */
function bareCommand(plan: Plan, source: Pick<BenchSource, 'path'>): Command {
  const args = videoChunkArguments({
    plan,
    source: { path: source.path, demuxer: plan.demuxer },
    chunk: { firstSegment: 0, segmentCount: segmentCount(plan.grid) },
    renditionIds: plan.video.map(({ id }) => id),
    threads: 1,
  });
  // The renditions come out of pipes 3, 4 …: here nobody reads them.
  const pipes = plan.video.map((_, index) => `${3 + index}>/dev/null`).join(' ');
  return ['/bin/sh', '-c', `exec "$@" ${pipes}`, 'sh', ffmpegProgram(), ...args];
}

async function run(command: Command, folder: string): Promise<CpuAndWall> {
  const none = { lowest: [], lowestWithSound: [], every: [] };
  const { cpuSeconds, wallSeconds } = await measureRun({
    commands: [command],
    outputFolder: path.join(folder, 'looked-at'), // only time is measured: nothing is listed meanwhile
    temporaryFolder: path.join(folder, 'temporary'),
    signs: { files: none, endCounts: true },
    isDelivered: () => true,
  });
  return { cpuSeconds, wallSeconds };
}
