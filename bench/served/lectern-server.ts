import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import type { VideoView } from '../../src/http/video-view.ts';
import { lecternCommand } from '../contenders/lectern.ts';
import { COUNT_CPU, PERL } from '../measure/measure-run.ts';
import { readProcesses, residentBytesBelow } from '../measure/process-tree.ts';
import { cpuSecondsOf, readProcessCpu } from '../measure/tree-cpu.ts';
import { AS_ADMIN, BENCH_SETTINGS } from './bench-key.ts';

/** What of the server's settings a measurement changes; all else has its default. */
export interface ServerSettings {
  readonly encodersAtOnce?: number;
  readonly ladder?: readonly number[];
}

const STOP_MS = 20_000;
const START_MS = 60_000;

/** A real `lectern serve` in a process of its own, on a data folder of its own, with all it starts in sight. */
export class LecternServer {
  readonly url: string;
  /** LECTERN_DATA. */
  readonly dataFolder: string;
  readonly #counter: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, folder: string, dataFolder: string, counter: ChildProcess) {
    this.url = url;
    this.#folder = folder;
    this.dataFolder = dataFolder;
    this.#counter = counter;
  }

  /** Starts it in a folder that is removed at the end. Throws with what it said when it does not come up. */
  static async start(folder: string, settings: ServerSettings = {}): Promise<LecternServer> {
    const dataFolder = path.join(folder, 'data');
    mkdirSync(dataFolder, { recursive: true });
    const counter = spawn(PERL, [COUNT_CPU, ...lecternCommand().command, 'serve'], {
      cwd: folder, // no .env of the checkout
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...{ HOST: '127.0.0.1', PORT: '0', LECTERN_DATA: dataFolder, LECTERN_LOG_LEVEL: 'warn', LECTERN_DEMO: 'no' },
        ...BENCH_SETTINGS,
        ...(settings.encodersAtOnce !== undefined && { LECTERN_ENCODERS_AT_ONCE: String(settings.encodersAtOnce) }),
        ...(settings.ladder && { LECTERN_LADDER: settings.ladder.join(',') }),
      },
    });
    try {
      return new LecternServer(await addressOf(counter), folder, dataFolder, counter);
    } catch (error) {
      counter.kill('SIGKILL');
      throw error;
    }
  }

  /** Processor seconds until now: of the server and every program it ran, and of its own process. Exact while no FFmpeg runs. */
  cpuSeconds(): { readonly all: number; readonly own: number } {
    const processes = readProcessCpu();
    const [own = 0] = [...processes.values()].flatMap(({ parentPid, ownSeconds }) =>
      parentPid === this.#counter.pid ? [ownSeconds] : [],
    );
    return { all: cpuSecondsOf(this.#counter.pid ?? 0, processes), own };
  }

  /** Memory of the server and every program it runs now; pages they share count once for each. */
  residentBytes(): number {
    return residentBytesBelow(this.#counter.pid ?? 0, readProcesses());
  }

  /** The video as the API shows it. */
  async video(id: string): Promise<VideoView> {
    const response = await fetch(`${this.url}/api/v1/videos/${id}`, { headers: AS_ADMIN });
    if (!response.ok) throw new Error(`video ${id}: ${response.status} ${await response.text()}`);
    return (await response.json()) as VideoView;
  }

  /** Deletes a video in any state; its encodes end. */
  async delete(id: string): Promise<void> {
    const response = await fetch(`${this.url}/api/v1/videos/${id}`, { method: 'DELETE', headers: AS_ADMIN });
    if (response.status !== 204) throw new Error(`deleting ${id}: ${response.status} ${await response.text()}`);
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#counter.once('exit', () => resolve()));
    // The counter itself would not pass a signal on.
    const servers = [...readProcessCpu()].filter(([, { parentPid }]) => parentPid === this.#counter.pid);
    for (const [pid] of servers) process.kill(pid, 'SIGTERM');
    const force = setTimeout(() => {
      for (const [pid] of servers) process.kill(pid, 'SIGKILL');
    }, STOP_MS);
    if (this.#counter.exitCode === null) await ended;
    clearTimeout(force);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The address that the server prints when it is ready. */
async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  return await new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`the server did not come up: ${said.slice(-2000)}`));
    const timer = setTimeout(fail, START_MS);
    const read = (piece: Buffer): void => {
      said = `${said}${piece.toString()}`.slice(-20_000);
      const address = /http:\/\/localhost:\d+/.exec(said)?.[0];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', fail);
    child.once('exit', fail);
  });
}
