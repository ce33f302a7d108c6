import { beforeAll, describe, expect, it } from 'vitest';

import type { AssembledServer } from '../../../../src/main/serve/start-server.ts';
import { TEST_ADMIN } from '../../../support/server/admin.ts';
import { assembleTestServer } from '../../../support/server/test-server.ts';
import { newVisitor, Visitor } from '../../../support/server/visitor.ts';

let server: AssembledServer;
beforeAll(async () => {
  server = await assembleTestServer();
});

const codeOf = (answer: { json<T>(): T }) => answer.json<{ error: { code: string } }>().error.code;

describe('signing in', () => {
  it('makes the first administrator from the environment, and a session by a cookie that scripts cannot read', async () => {
    expect(server.accounts.firstAdministrator).toEqual({ email: TEST_ADMIN.email });
    const admin = new Visitor(server);
    const before = await admin.ask('GET', '/session');
    expect(before.json()).toEqual({ person: null, canResetByMail: false });
    const answer = await admin.ask('POST', '/session', { ...TEST_ADMIN, email: ' Admin@School.example ' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ person: { email: TEST_ADMIN.email, role: 'admin' } });
    expect(admin.setCookie).toMatch(/^lectern_session=\w{32}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await admin.ask('GET', '/videos')).statusCode).toBe(200);
    expect((await admin.ask('DELETE', '/session')).statusCode).toBe(204);
    expect(admin.cookie).toBe('');
  });

  it('ends the session on the server, too, and the one before when somebody signs in again', async () => {
    const { visitor } = await newVisitor(server, 'student');
    const old = visitor.cookie;
    await visitor.ask('DELETE', '/session');
    const thief = new Visitor(server);
    thief.cookie = old;
    expect((await thief.ask('GET', '/me/sessions')).statusCode).toBe(401);

    const again = await newVisitor(server, 'student');
    const first = again.visitor.cookie;
    await again.visitor.signIn(again.email, again.password);
    thief.cookie = first;
    expect((await thief.ask('GET', '/me/sessions')).statusCode).toBe(401);
    expect((await again.visitor.ask('GET', '/me/sessions')).json()).toMatchObject({ sessions: [{ isCurrent: true }] });
  });

  it('refuses a change that another site asks for with the cookie of somebody who is signed in', async () => {
    const { visitor, email, password } = await newVisitor(server, 'student');
    const foreign = { host: 'localhost:3000', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    for (const [method, url, body] of [
      ['DELETE', '/session', undefined],
      ['PATCH', '/me', { name: 'Evil' }],
      ['POST', '/session', { email, password }],
    ] as const) {
      const answer = await visitor.ask(method, url, body, foreign);
      expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'REQUEST_FOREIGN']);
    }
    const own = { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' };
    expect((await visitor.ask('PATCH', '/me', { name: 'Me' }, own)).statusCode).toBe(200);
  });

  it('does not tell whether an e-mail is known, and makes whoever guesses wait', async () => {
    const { email, password } = await newVisitor(server, 'student');
    const guesser = new Visitor(server, '10.0.0.7');
    const wrong = await guesser.ask('POST', '/session', { email, password: 'not this one' });
    const unknown = await guesser.ask('POST', '/session', { email: `x${email}`, password: 'not this one' });
    const told = (answer: typeof wrong) => ({ ...answer.json<{ error: object }>().error, requestId: '' });
    expect([wrong.statusCode, told(wrong)]).toEqual([401, told(unknown)]);
    // The account is shut to guesses from everywhere, until a link resets it.
    for (let tries = 1; tries < 10; tries++) expect(await guesser.signIn(email, `guess number ${tries}`)).toBe(401);
    const late = await new Visitor(server, '10.0.0.8').ask('POST', '/session', { email, password });
    expect([late.statusCode, codeOf(late)]).toEqual([429, 'TOO_MANY_ATTEMPTS']);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(800);
    expect(await new Visitor(server, '10.0.0.9').signIn()).toBe(200);
  });

  it('takes a limit of its own for each address', async () => {
    const guesser = new Visitor(server, '10.0.0.20');
    for (let tries = 0; tries < 50; tries++) server.accounts.context.limits.signInByAddress.take('10.0.0.20');
    expect(await guesser.signIn()).toBe(429);
    expect(await new Visitor(server, '10.0.0.21').signIn()).toBe(200);
  });
});

describe('a session', () => {
  it('is listed with where it is, and ended from elsewhere', async () => {
    const { visitor: laptop, email, password } = await newVisitor(server, 'student');
    const phone = new Visitor(server, '10.0.0.30');
    await phone.ask('POST', '/session', { email, password }, { 'user-agent': 'Phone' });
    const listed = (await laptop.ask('GET', '/me/sessions')).json<{ sessions: { id: string; isCurrent: boolean }[] }>();
    expect(listed.sessions).toHaveLength(2);
    const other = listed.sessions.find(({ isCurrent }) => !isCurrent);
    expect(other).toMatchObject({ userAgent: 'Phone', ipAddress: '10.0.0.30' });
    // Nobody ends the sessions of others.
    const stranger = await newVisitor(server, 'instructor');
    expect((await stranger.visitor.ask('DELETE', `/me/sessions/${other?.id}`)).statusCode).toBe(404);
    expect((await laptop.ask('DELETE', `/me/sessions/${other?.id}`)).statusCode).toBe(204);
    expect((await phone.ask('GET', '/me/sessions')).statusCode).toBe(401);
    await phone.signIn(email, password);
    expect((await phone.ask('DELETE', '/me/sessions')).statusCode).toBe(204);
    expect((await laptop.ask('GET', '/me/sessions')).statusCode).toBe(401);
  });

  it('is over everywhere else when its person chooses a new password', async () => {
    const { visitor, email, password } = await newVisitor(server, 'student');
    const phone = new Visitor(server);
    await phone.signIn(email, password);
    const change = (currentPassword: string, newPassword: string) =>
      visitor.ask('POST', '/me/password', { currentPassword, newPassword });
    expect(codeOf(await change('not this one', 'another long one'))).toBe('PASSWORD_WRONG');
    for (const bad of ['too short', email, 'aaaaaaaaaaaaa']) {
      expect(codeOf(await change(password, bad))).toBe('PASSWORD_UNSUITABLE');
    }
    expect((await change(password, 'another long one')).statusCode).toBe(204);
    expect((await visitor.ask('GET', '/me/sessions')).statusCode).toBe(200);
    expect((await phone.ask('GET', '/me/sessions')).statusCode).toBe(401);
    expect(await phone.signIn(email, password)).toBe(401);
    expect(await phone.signIn(email, 'another long one')).toBe(200);
  });

  it('is over at once when its person is deactivated, and knows a new role at once', async () => {
    const admin = new Visitor(server);
    await admin.signIn();
    const { visitor, id, email, password } = await newVisitor(server, 'instructor');
    expect((await visitor.ask('GET', '/videos')).statusCode).toBe(200);
    await admin.ask('PATCH', `/people/${id}`, { role: 'student' });
    expect((await visitor.ask('GET', '/videos')).statusCode).toBe(403);
    expect((await admin.ask('PATCH', `/people/${id}`, { isActive: false })).json()).toMatchObject({ isActive: false });
    expect((await visitor.ask('GET', '/me/sessions')).statusCode).toBe(401);
    const refused = await visitor.ask('POST', '/session', { email, password });
    expect([refused.statusCode, codeOf(refused)]).toEqual([403, 'ACCOUNT_DEACTIVATED']);
    expect((await visitor.ask('POST', '/session', { email, password: 'a wrong one' })).statusCode).toBe(401);
    await admin.ask('PATCH', `/people/${id}`, { isActive: true });
    expect(await visitor.signIn(email, password)).toBe(200);
  });
});
