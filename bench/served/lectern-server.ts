import { rmSync } from 'node:fs';
import path from 'node:path';

import type { VideoView } from '../../src/http/video-view.ts';
import { AS_ADMIN, BENCH_SETTINGS } from './bench-key.ts';
import { CountedProgram } from './counted-program.ts';

/** The server's settings that a measurement changes; all else has its default. */
export interface ServerSettings {
  readonly encodersAtOnce?: number;
  readonly ladder?: readonly number[];
  /** Others, by their names. */
  readonly others?: Readonly<Record<string, string>>;
}

/** A real `lectern serve` in a process of its own, on a data folder of its own, with all it starts in sight. */
export class LecternServer {
  readonly url: string;
  /** LECTERN_DATA. */
  readonly dataFolder: string;
  readonly #program: CountedProgram;
  readonly #folder: string;

  private constructor(program: CountedProgram, folder: string, dataFolder: string) {
    this.url = program.ready.replace('localhost', '127.0.0.1'); // not every client tries both families
    this.#program = program;
    this.#folder = folder;
    this.dataFolder = dataFolder;
  }

  /** Starts it in a folder that is removed at the end. Throws with what it said when it does not come up. */
  static async start(folder: string, { encodersAtOnce, ladder, others }: ServerSettings = {}): Promise<LecternServer> {
    const dataFolder = path.join(folder, 'data');
    const env = {
      ...{ HOST: '127.0.0.1', PORT: '0', LECTERN_DATA: dataFolder, LECTERN_LOG_LEVEL: 'warn', LECTERN_DEMO: 'no' },
      ...BENCH_SETTINGS,
      ...(encodersAtOnce !== undefined && { LECTERN_ENCODERS_AT_ONCE: String(encodersAtOnce) }),
      ...(ladder && { LECTERN_LADDER: ladder.join(',') }),
      ...others,
    };
    const program = await CountedProgram.start('serve', { folder, env, ready: /http:\/\/localhost:\d+/ });
    return new LecternServer(program, folder, dataFolder);
  }

  /** Processor seconds until now: of the server and every program it ran, and of its own process. Exact while no FFmpeg runs. */
  cpuSeconds(): { readonly all: number; readonly own: number } {
    return this.#program.cpuSeconds();
  }

  /** Memory of the server and every program it runs now; pages they share count once for each. */
  residentBytes(): number {
    return this.#program.residentBytes();
  }

  /** Memory of the server's own process alone. */
  ownResidentBytes(): number {
    return this.#program.ownResidentBytes();
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

  /** Ends the server; another may be started in its folder. */
  async end(): Promise<void> {
    await this.#program.stop();
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
