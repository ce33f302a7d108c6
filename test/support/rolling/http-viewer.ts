import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** An answer, read to its end. */
export interface ViewerAnswer {
  /** 0: there was none, or it ended too early. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** hls.js asks so often again for a segment. */
const TRIES = 6;
const LONGEST_WAIT_SECONDS = 8;
/** It takes an answer that has not begun by then for lost, and asks again. */
const FIRST_BYTE_MS = 10_000;
const NO_ANSWER = `no answer within ${FIRST_BYTE_MS / 1000} s`;
/** Far denser than playing needs, so that no moment without an answer is missed. */
const PAUSE_MS = 150;

/**
 * Plays HLS as a player asks for it: playlists, inits, segments in their order, one after another and from the beginning when
 * it has come to the end. Answered by 503 with Retry-After, or not at all for 10 s, it asks again; whatever else is not 200 or
 * 206, or is cut off, counts as a failure.
 */
export class HttpViewer {
  readonly #origin: string;
  readonly #agent: Agent;
  readonly #headers: Record<string, string>;
  readonly #over = new AbortController();
  readonly #playing: Promise<void>[] = [];
  /** What no player should meet, in words. */
  readonly failures: string[] = [];
  /** Codes of the 503s, and `NO_ANSWER`, after which it asked again, with how often. */
  readonly waits = new Map<string, number>();
  /** Requests that ended well. */
  answered = 0;
  longestMs = 0;

  /** `address`: where it comes from, such as 127.0.2.1; proxies tell viewers apart by it. */
  constructor(origin: string, address: string, headers: Record<string, string> = {}) {
    this.#origin = origin;
    this.#agent = new Agent({ keepAlive: true, localAddress: address });
    this.#headers = headers;
  }

  /** One request, never again. */
  async ask(
    method: string,
    path: string,
    body?: Buffer | string,
    headers: Record<string, string> = {},
    firstByteMs?: number,
  ): Promise<ViewerAnswer> {
    return await new Promise<ViewerAnswer>((resolve) => {
      const pieces: Buffer[] = [];
      const none = (error: unknown): void =>
        resolve({ status: 0, headers: {}, body: Buffer.from(error instanceof Error ? error.message : String(error)) });
      const options = { method, agent: this.#agent, headers: { ...this.#headers, ...headers } };
      const asked = request(new URL(path, this.#origin), options, (answer) => {
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', none);
        answer.on('close', () => {
          if (answer.complete)
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) });
          else none('the answer was cut off');
        });
      });
      if (firstByteMs !== undefined) {
        const late = setTimeout(() => asked.destroy(new Error(NO_ANSWER)), firstByteMs);
        asked.on('response', () => clearTimeout(late)).on('close', () => clearTimeout(late));
      }
      asked.on('error', none);
      asked.end(body);
    });
  }

  /** Begins to play; the first answer with the media playlists has come. */
  play(masterPath: string): void {
    this.#playing.push(this.#playOn(masterPath));
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#playing);
    this.#agent.destroy();
  }

  async #playOn(masterPath: string): Promise<void> {
    while (!this.#over.signal.aborted) {
      const master = (await this.#get(masterPath)).toString();
      const playlists = [...master.matchAll(/^[^#\s].*\.m3u8$/gm), ...master.matchAll(/TYPE=AUDIO.*URI="([^"]+)"/g)];
      const lists = playlists.map((found) => resolvePath(masterPath, found[1] ?? found[0]));
      const queues = await Promise.all(
        lists.map(async (path) => listSegments(path, (await this.#get(path)).toString())),
      );
      for (let at = 0; at < Math.max(0, ...queues.map(({ length }) => length)); at++) {
        if (this.#over.signal.aborted) return;
        for (const queue of queues) if (at < queue.length) await this.#get(queue[at] ?? '');
        await sleep(PAUSE_MS);
      }
      await sleep(PAUSE_MS);
    }
  }

  async #get(path: string): Promise<Buffer> {
    const startedAt = performance.now();
    let said = '';
    for (let tries = 0; tries <= TRIES; tries++) {
      const { status, headers, body } = await this.ask('GET', path, undefined, {}, FIRST_BYTE_MS);
      const retryAfter = headers['retry-after'];
      if (status === 200 || status === 206) {
        this.answered++;
        this.longestMs = Math.max(this.longestMs, performance.now() - startedAt);
        return body;
      }
      said = `${new Date().toISOString()} ${path.replace(/^\/v\/[^/]+/, '')}: ${status} ${body.toString('utf8', 0, 200)}`;
      const isLost = status === 0 && body.toString() === NO_ANSWER;
      if (!isLost && (status !== 503 || retryAfter === undefined)) break;
      const code = isLost ? 'NO_ANSWER' : (/"code":"(\w+)"/.exec(body.toString())?.[1] ?? 'none');
      this.waits.set(code, (this.waits.get(code) ?? 0) + 1);
      await sleep(Math.min(LONGEST_WAIT_SECONDS, Number(retryAfter ?? 0)) * 1000);
    }
    this.failures.push(said);
    await sleep(1000);
    return Buffer.alloc(0);
  }
}

function resolvePath(from: string, to: string): string {
  return new URL(to, new URL(from, 'http://localhost')).pathname;
}

/** Its init and its segments. */
function listSegments(path: string, playlist: string): string[] {
  const init = /#EXT-X-MAP:URI="([^"]+)"/.exec(playlist)?.[1];
  const segments = [...playlist.matchAll(/^[^#\s].*$/gm)].map(([name]) => name);
  return [...(init === undefined ? [] : [init]), ...segments].map((name) => resolvePath(path, name));
}
