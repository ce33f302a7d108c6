import { Agent, request } from 'node:http';

import { askServer } from './bench-course.ts';

/** One answer: which kind of request, and how long until its last byte had come. */
export interface AnswerTime {
  readonly route: string;
  readonly ms: number;
}

/** Somebody signed in, on a connection of their own that stays open, as a browser's does. */
export class StudentSession {
  readonly #serverUrl: string;
  readonly #cookie: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(serverUrl: string, cookie: string) {
    this.#serverUrl = serverUrl;
    this.#cookie = cookie;
  }

  /** Invited by an administrator, accepted, enrolled in a course. */
  static async begin(serverUrl: string, number: number, courseId: string): Promise<StudentSession> {
    const { url } = await askServer<{ url: string }>(`${serverUrl}/api/v1/invitations`, 'POST', {
      email: `student-${number}@bench.example`,
      role: 'student',
    });
    const token = new URL(url).pathname.split('/').at(-1) ?? '';
    const answer = await fetch(`${serverUrl}/api/v1/invitations/by-token/${token}/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Student ${number}`, password: `a password of student ${number}` }),
    });
    const [cookie] = answer.headers.getSetCookie()[0]?.split(';') ?? [];
    if (!answer.ok || cookie === undefined) throw new Error(`accept: ${answer.status} ${await answer.text()}`);
    const session = new StudentSession(serverUrl, cookie);
    await session.ask('enrol', 'POST', `/courses/${courseId}/enrolment`);
    return session;
  }

  /** For a browser: `storageState` of a new context. */
  get storageState() {
    const [name = '', value = ''] = this.#cookie.split('=');
    const { hostname: domain } = new URL(this.#serverUrl);
    const options = { expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' as const };
    return { cookies: [{ name, value, domain, path: '/', ...options }], origins: [] };
  }

  /** Value of the request header that says who asks. */
  get cookie(): string {
    return this.#cookie;
  }

  /** Where this session finds a video: `/v/<token>/<video>`. */
  async playbackRoot(videoId: string): Promise<string> {
    const url = `${this.#serverUrl}/api/v1/videos/${videoId}/playback`;
    const answer = await fetch(url, { method: 'POST', headers: { cookie: this.#cookie } });
    if (!answer.ok) throw new Error(`playback: ${answer.status} ${await answer.text()}`);
    const { hlsUrl } = (await answer.json()) as { hlsUrl: string };
    return new URL(hlsUrl, this.#serverUrl).pathname.replace(/\/master\.m3u8$/, '');
  }

  /** Asks the API. Throws when the server does not answer with success. */
  async ask(route: string, method: string, path: string, body?: unknown): Promise<AnswerTime> {
    return await this.#request(route, method, `/api/v1${path}`, body);
  }

  /** Fetches a part of a stream by its path. Throws when the server does not answer with success. */
  async play(path: string): Promise<AnswerTime> {
    return await this.#request('segment', 'GET', path);
  }

  async #request(route: string, method: string, path: string, body?: unknown): Promise<AnswerTime> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const askedAt = performance.now();
    return await new Promise((resolve, reject) => {
      const asking = request(`${this.#serverUrl}${path}`, {
        method,
        agent: this.#agent,
        headers: {
          cookie: this.#cookie,
          ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      });
      asking.once('error', reject);
      asking.once('response', (response) => {
        const status = response.statusCode ?? 0;
        response.resume();
        response.once('error', reject);
        response.once('end', () => {
          if (status >= 200 && status < 300) resolve({ route, ms: performance.now() - askedAt });
          else reject(new Error(`${method} ${path}: ${status}`));
        });
      });
      asking.end(text);
    });
  }

  end(): void {
    this.#agent.destroy();
  }
}
