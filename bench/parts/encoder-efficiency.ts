import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { ffmpegProgram } from '../contenders/contender.ts';
import { waitUntilQuiet } from '../measure/quiet-machine.ts';
import { encodeWhole, type WholeEncode } from '../served/encode-whole.ts';
import { LecternServer } from '../served/lectern-server.ts';
import type { BenchSource } from '../sources/bench-source.ts';
import { makeLoopedLecture } from '../sources/looped-source.ts';
import type { PartContext } from './part.ts';

/** The same job with one encoder and with two. Efficiency is the time of one over twice the time of two. */
export interface EncodersResult {
  readonly sourceSeconds: number;
  readonly one: WholeEncode;
  readonly two: WholeEncode;
  /** Efficiency of two plain FFmpegs with nothing of Lectern around them: what cores that share things allow at all. */
  readonly machineEfficiency: number;
}

/** Encodes a lecture with LECTERN_ENCODERS_AT_ONCE=1, then 2, each in a new server. */
export async function measureEncoderEfficiency({ say, folder }: PartContext, minutes: number): Promise<EncodersResult> {
  const source = await makeLoopedLecture(minutes);
  const encode = async (encodersAtOnce: number): Promise<WholeEncode> => {
    const server = await LecternServer.start(path.join(folder, String(encodersAtOnce)), { encodersAtOnce });
    try {
      await waitUntilQuiet();
      const whole = await encodeWhole(server, source);
      say(`encoders, ${minutes} min, ${encodersAtOnce} at once: ready after ${whole.readySeconds.toFixed(1)} s`);
      return whole;
    } finally {
      await server.stop();
    }
  };
  const [one, two] = [await encode(1), await encode(2)];
  const short = await makeLoopedLecture(1);
  await waitUntilQuiet();
  const alone = await plainEncodes(short, 1);
  const both = await plainEncodes(short, 2);
  return { sourceSeconds: source.seconds, one, two, machineEfficiency: alone / both };
}

/** Seconds that some FFmpegs of one thread take, side by side, each with the whole source. */
async function plainEncodes(source: BenchSource, count: number): Promise<number> {
  const startedAt = performance.now();
  const args = [
    ...['-v', 'error', '-nostdin', '-threads', '1', '-i', `file:${source.path}`, '-an'],
    ...['-filter_threads', '1', '-vf', 'scale=1280:720', '-c:v', 'libx264', '-preset', 'superfast', '-threads', '1'],
    ...['-f', 'null', '-'],
  ];
  await Promise.all(Array.from({ length: count }, () => promisify(execFile)(ffmpegProgram(), args)));
  return (performance.now() - startedAt) / 1000;
}
