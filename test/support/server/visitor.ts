import type { LightMyRequestResponse } from 'fastify';

import type { Role } from '../../../src/accounts/principal.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { TEST_ADMIN } from './admin.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
type Body = Record<string, unknown>;

/** Somebody with a browser of their own: keeps the session's cookie and sends it. */
export class Visitor {
  readonly #app: AssembledServer['app'];
  readonly #address: string;
  /** Name and value of the session's cookie; empty: nobody is signed in. */
  cookie = '';
  /** The last `Set-Cookie`. */
  setCookie = '';

  /** `address`: where requests come from, for what is counted by address. */
  constructor({ app }: Pick<AssembledServer, 'app'>, address = '127.0.0.1') {
    this.#app = app;
    this.#address = address;
  }

  async ask(method: Method, url: string, payload?: Body, headers: Record<string, string> = {}) {
    const answer: LightMyRequestResponse = await this.#app.inject({
      method,
      url: url.startsWith('/api/') || url.startsWith('/v/') ? url : `/api/v1${url}`,
      remoteAddress: this.#address,
      headers: { authorization: '', ...(this.cookie !== '' && { cookie: this.cookie }), ...headers },
      ...(payload && { payload }),
    });
    const [cookie] = [answer.headers['set-cookie'] ?? []].flat();
    if (cookie !== undefined) {
      this.setCookie = cookie;
      this.cookie = /^[^=]+=;/.test(cookie) ? '' : (cookie.split(';')[0] ?? '');
    }
    return answer;
  }

  /** Signs in and answers the status. */
  async signIn(email: string = TEST_ADMIN.email, password: string = TEST_ADMIN.password): Promise<number> {
    return (await this.ask('POST', '/session', { email, password })).statusCode;
  }
}

/** A person of a role who is signed in, made by an administrator's link. */
export async function newVisitor(server: AssembledServer, role: Role, name = `The ${role}`) {
  const admin = new Visitor(server);
  await admin.signIn();
  const email = `${crypto.randomUUID()}@school.example`;
  const made = await admin.ask('POST', '/people', { name, email, role });
  const { person, passwordUrl } = made.json<{ person: { id: string }; passwordUrl: string }>();
  const password = 'the password of a test';
  const visitor = new Visitor(server);
  await visitor.ask('POST', `/password-resets/${passwordUrl.split('/').at(-1)}`, { password });
  const status = await visitor.signIn(email, password);
  if (status !== 200) throw new Error(`sign-in of ${email}: ${status}`);
  return { visitor, id: person.id, email, password };
}
