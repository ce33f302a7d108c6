import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { fileSourceHead } from '../../src/adapters/source/file-source-head.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { readFacts } from '../../src/pipeline/read-facts/read-facts.ts';
import { mulberry32 } from '../support/faults/mulberry32.ts';
import { mutate } from '../support/faults/mutate.ts';
import { runFfmpeg } from '../support/run-ffmpeg.ts';
import { mediaTools, runStages } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** LECTERN_FUZZ_MINUTES and LECTERN_FUZZ_SEED make longer and other runs by hand. */
const MINUTES = Number(process.env['LECTERN_FUZZ_MINUTES'] ?? 4);
const SEED = Number(process.env['LECTERN_FUZZ_SEED'] ?? 6);
const FILES = Math.round(2000 * Math.max(1, MINUTES / 4));
const ENCODED = Math.round(100 * Math.max(1, MINUTES / 4));
/** No file may take longer, on a machine with other work. */
const LONGEST_MS = 90_000;

const folder = temporaryFolder((remove) => afterAll(remove));
const canary = join(folder, 'canary.txt');
const readByUs = join(folder, 'read-by-us.txt');
const LONG_AGO = new Date('2001-01-01');
let listener: Server;
let connections = 0;
let seeds: Uint8Array[];
let words: string[];

beforeAll(async () => {
  listener = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  const port = await new Promise<number>((resolve) => {
    listener.listen(0, '127.0.0.1', () => resolve((listener.address() as { port: number }).port));
  });
  for (const file of [canary, readByUs]) {
    writeFileSync(file, 'a bird in a mine');
    utimesSync(file, LONG_AGO, new Date());
  }
  words = [
    `http://127.0.0.1:${port}/a.ts`,
    `file:${canary}`,
    `concat:${canary}|${canary}`,
    `#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:${port}/a.ts\n`,
    `#EXTM3U\n#EXTINF:1,\nfile://${canary}\n`,
    `ffconcat version 1.0\nfile ${canary}\n`,
    `url ${canary}alis`,
    canary,
  ];
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=10:d=1', '-f', 'lavfi', '-i', 'sine=d=1'];
  const kinds: [string, string[]][] = [
    ['a.mp4', ['-pix_fmt', 'yuv420p', '-preset', 'ultrafast']],
    ['b.mp4', ['-pix_fmt', 'yuv420p', '-preset', 'ultrafast', '-movflags', '+frag_keyframe+empty_moov']],
    ['c.mov', ['-c:v', 'mjpeg', '-c:a', 'pcm_s16le', '-strict', '-1']],
    ['d.mkv', ['-c:v', 'mpeg4', '-c:a', 'flac']],
    ['e.webm', ['-c:v', 'libvpx', '-c:a', 'libopus', '-deadline', 'realtime']],
    ['f.ts', ['-c:v', 'mpeg2video', '-c:a', 'mp2']],
    ['g.avi', ['-c:v', 'mpeg4', '-c:a', 'mp2']],
    ['h.flv', ['-c:v', 'flv1', '-c:a', 'mp3', '-ar', '44100']],
    ['i.asf', ['-c:v', 'wmv2', '-c:a', 'wmav2']],
    ['j.mpg', ['-r', '25', '-c:v', 'mpeg1video', '-c:a', 'mp2']],
    ['k.ogg', ['-vn', '-c:a', 'libopus']],
    ['l.mp3', ['-vn']],
    ['m.wav', ['-vn']],
  ];
  for (const [name, options] of kinds) await runFfmpeg(...picture, ...options, join(folder, name));
  seeds = kinds.map(([name]) => readFileSync(join(folder, name)));
});

afterAll(() => listener.close());

/** What came of one file: a code of ours, or that it was accepted. Anything else is a fault. */
async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  const startedAt = performance.now();
  try {
    await work();
    return 'accepted';
  } catch (error) {
    if (error instanceof AppError && error.code !== 'INTERNAL') return error.code;
    throw error;
  } finally {
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
  }
}

it(
  'neither crash nor hang anything, reach no network and no other file, and leave nothing behind',
  async () => {
    const random = mulberry32(SEED);
    const deadline = performance.now() + MINUTES * 60_000;
    const counts = new Map<string, number>();
    const accepted: Uint8Array[] = [];
    const uploads = join(folder, 'uploads');
    mkdirSync(uploads);
    let tried = 0;
    const probe = async (lane: number): Promise<void> => {
      // The later part of the time is for encoding.
      while (tried < FILES && performance.now() < deadline - MINUTES * 24_000) {
        tried++;
        const bytes = mutate(seeds[Math.floor(random() * seeds.length)] as Uint8Array, random, words);
        const sourcePath = join(uploads, `${lane}.bin`);
        writeFileSync(sourcePath, bytes);
        const outcome = await outcomeOf(() => readFacts({ sourcePath, head: fileSourceHead, tools: mediaTools }));
        counts.set(`read: ${outcome}`, (counts.get(`read: ${outcome}`) ?? 0) + 1);
        if (outcome === 'accepted') accepted.push(bytes);
      }
    };
    await Promise.all([probe(0), probe(1)]);
    expect(readdirSync(uploads).toSorted()).toEqual(['0.bin', '1.bin']);

    let encoded = 0;
    const step = Math.max(1, Math.floor(accepted.length / ENCODED));
    const encode = async (lane: number): Promise<void> => {
      while (encoded < ENCODED && encoded * step < accepted.length && performance.now() < deadline) {
        const bytes = accepted[encoded++ * step] as Uint8Array;
        const own = temporaryFolder();
        const sourcePath = join(uploads, `${lane}.bin`);
        writeFileSync(sourcePath, bytes);
        const outcome = await outcomeOf(() => runStages(sourcePath, own));
        counts.set(`encode: ${outcome}`, (counts.get(`encode: ${outcome}`) ?? 0) + 1);
        expect(readdirSync(own, { recursive: true }).filter((name) => String(name).endsWith('.part'))).toEqual([]);
      }
    };
    await Promise.all([encode(0), encode(1)]);
    const table = [...counts].toSorted(([a], [b]) => a.localeCompare(b)).map(([what, count]) => `${count} ${what}`);
    console.log(`seed ${SEED}: ${tried} files read, ${encoded} encoded\n  ${table.join('\n  ')}`);

    expect(tried).toBeGreaterThan(100);
    expect(encoded).toBeGreaterThan(5);
    expect(connections).toBe(0);
    readFileSync(readByUs);
    // Only where reading is noted by the file system (not with noatime).
    if (statSync(readByUs).atimeMs !== LONG_AGO.getTime()) expect(statSync(canary).atimeMs).toBe(LONG_AGO.getTime());
  },
  (MINUTES + 4) * 60_000,
);
