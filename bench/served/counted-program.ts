import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';

import { lecternCommand } from '../contenders/lectern.ts';
import { COUNT_CPU, PERL } from '../measure/measure-run.ts';
import { readProcesses, residentBytesBelow } from '../measure/process-tree.ts';
import { cpuSecondsOf, readProcessCpu } from '../measure/tree-cpu.ts';

const STOP_MS = 20_000;
const START_MS = 60_000;

/** A running `lectern serve` or `lectern worker` in a process of its own, with all it starts in sight. */
export class CountedProgram {
  /** What it printed to say that it is ready. */
  readonly ready: string;
  readonly #counter: ChildProcess;

  private constructor(ready: string, counter: ChildProcess) {
    this.ready = ready;
    this.#counter = counter;
  }

  /** Starts it with nothing of the checkout's .env. Throws with what it said when it does not come up. */
  static async start(
    subcommand: 'serve' | 'worker',
    options: { readonly folder: string; readonly env: Readonly<Record<string, string>>; readonly ready: RegExp },
  ): Promise<CountedProgram> {
    mkdirSync(options.folder, { recursive: true });
    const counter = spawn(PERL, [COUNT_CPU, ...lecternCommand().command, subcommand], {
      cwd: options.folder,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    try {
      return new CountedProgram(await readyText(counter, subcommand, options.ready), counter);
    } catch (error) {
      counter.kill('SIGKILL');
      throw error;
    }
  }

  get #counterPid(): number {
    return this.#counter.pid ?? 0;
  }

  /** Processor seconds until now: of the program and every program it ran, and of its own process. Exact while no FFmpeg runs. */
  cpuSeconds(): { readonly all: number; readonly own: number } {
    const processes = readProcessCpu();
    const [own = 0] = [...processes.values()].flatMap(({ parentPid, ownSeconds }) =>
      parentPid === this.#counterPid ? [ownSeconds] : [],
    );
    return { all: cpuSecondsOf(this.#counterPid, processes), own };
  }

  /** Memory of the program and every program it runs now; pages they share count once for each. */
  residentBytes(): number {
    return residentBytesBelow(this.#counterPid, readProcesses());
  }

  /** Memory of its own process alone. */
  ownResidentBytes(): number {
    const own = [...readProcesses().values()].filter(({ parentPid }) => parentPid === this.#counterPid);
    return own.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
  }

  /** Ends it in good order, and by force when that takes too long. */
  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#counter.once('exit', () => resolve()));
    // The counter itself would not pass a signal on.
    const programs = [...readProcessCpu()].filter(([, { parentPid }]) => parentPid === this.#counterPid);
    for (const [pid] of programs) process.kill(pid, 'SIGTERM');
    const force = setTimeout(() => {
      for (const [pid] of programs) process.kill(pid, 'SIGKILL');
    }, STOP_MS);
    if (this.#counter.exitCode === null) await ended;
    clearTimeout(force);
  }
}

/** What it printed when it was ready. */
async function readyText(child: ChildProcess, subcommand: string, ready: RegExp): Promise<string> {
  let said = '';
  return await new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`lectern ${subcommand} did not come up: ${said.slice(-2000)}`));
    const timer = setTimeout(fail, START_MS);
    const read = (piece: Buffer): void => {
      said = `${said}${piece.toString()}`.slice(-20_000);
      const text = ready.exec(said)?.[0];
      if (text === undefined) return;
      clearTimeout(timer);
      resolve(text);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', fail);
    child.once('exit', fail);
  });
}
