import { beforeAll, describe, expect, it } from 'vitest';

import type { AssembledServer } from '../../../../src/main/serve/start-server.ts';
import type { Mail } from '../../../../src/ports/mailer.ts';
import { assembleTestServer } from '../../../support/server/test-server.ts';
import { newVisitor, Visitor } from '../../../support/server/visitor.ts';

let server: AssembledServer;
let admin: Visitor;
beforeAll(async () => {
  server = await assembleTestServer({ settings: { LECTERN_URL: 'https://learn.example' } });
  admin = new Visitor(server);
  await admin.signIn();
});

type Answer = Awaited<ReturnType<Visitor['ask']>>;
const refusal = (answer: Answer) => [answer.statusCode, answer.json<{ error: { code: string } }>().error.code];
const tokenOf = (url: string): string => url.split('/').at(-1) ?? '';
const password = 'a long enough one';
let count = 0;
const newEmail = () => `somebody-${(count += 1)}@school.example`;

/** As if so much time had passed since a row was made. */
const expire = async (table: 'invitations' | 'password_links') =>
  await server.work.database.db.execute(`update ${table} set expires_at = now() - interval '1 second'`);

describe('an invitation', () => {
  const invite = async (body: object, by = admin) => await by.ask('POST', '/invitations', { ...body });

  it('makes an account and signs it in, once', async () => {
    const email = newEmail();
    const made = await invite({ email: email.toUpperCase(), name: 'Ann', role: 'instructor' });
    expect(made.statusCode).toBe(201);
    const { url } = made.json<{ url: string }>();
    expect(made.json()).toMatchObject({ email, role: 'instructor', courseIds: [], isMailed: false });
    expect(url).toMatch(/^https:\/\/learn\.example\/invitations\/[\w-]{43}$/);
    const path = `/invitations/by-token/${tokenOf(url)}`;
    const ann = new Visitor(server);
    expect((await ann.ask('GET', path)).json()).toEqual({ email, name: 'Ann', role: 'instructor' });
    const short = await ann.ask('POST', `${path}/accept`, { name: 'Ann', password: 'short' });
    expect(refusal(short)).toEqual([400, 'PASSWORD_UNSUITABLE']);
    const accepted = await ann.ask('POST', `${path}/accept`, { name: 'Ann B.', password });
    expect(accepted.json()).toMatchObject({ person: { email, name: 'Ann B.', role: 'instructor' } });
    expect((await ann.ask('GET', '/videos')).statusCode).toBe(200);
    expect(refusal(await ann.ask('POST', `${path}/accept`, { name: 'Bob', password }))).toEqual([404, 'LINK_EXPIRED']);
    expect(refusal(await invite({ email, role: 'student' }))).toEqual([409, 'EMAIL_TAKEN']);
  });

  it('is taken by one of several who open it at once', async () => {
    const { url } = (await invite({ email: newEmail(), role: 'student' })).json<{ url: string }>();
    const accept = async () =>
      (await new Visitor(server).ask('POST', `/invitations/by-token/${tokenOf(url)}/accept`, { name: 'A', password }))
        .statusCode;
    expect((await Promise.all([accept(), accept(), accept()])).toSorted((a, b) => a - b)).toEqual([200, 404, 404]);
  });

  it('ends when it is too old, withdrawn, or sent anew, and keeps the courses of the one before', async () => {
    const email = newEmail();
    const { courses } = server.training.context;
    for (const id of ['one', 'two']) await courses.create({ id, title: id, instructorIds: [] });
    const first = (await invite({ email, role: 'student', courseIds: ['one'] })).json<{ id: string; url: string }>();
    const second = (await invite({ email, role: 'student', courseIds: ['two'] })).json<{ id: string; url: string }>();
    expect(second).toMatchObject({ courseIds: ['one', 'two'] });
    const open = async (url: string) => (await admin.ask('GET', `/invitations/by-token/${tokenOf(url)}`)).statusCode;
    expect([await open(first.url), await open(second.url)]).toEqual([404, 200]);
    const listed = (await admin.ask('GET', '/invitations')).json<{ invitations: { id: string; url?: string }[] }>();
    expect(listed.invitations.find(({ id }) => id === second.id)?.url).toBe(second.url);
    await expire('invitations');
    expect(await open(second.url)).toBe(404);
    expect((await admin.ask('DELETE', `/invitations/${second.id}`)).statusCode).toBe(204);
    const third = (await invite({ email, role: 'student' })).json<{ id: string; url: string }>();
    await admin.ask('DELETE', `/invitations/${third.id}`);
    expect(await open(third.url)).toBe(404);
  });

  it('is sent by instructors to students only, and withdrawn by who sent it', async () => {
    const { visitor: teacher } = await newVisitor(server, 'instructor');
    const { visitor: other } = await newVisitor(server, 'instructor');
    expect(refusal(await invite({ email: newEmail(), role: 'admin' }, teacher))).toEqual([403, 'NOT_ALLOWED']);
    const body = { email: newEmail(), role: 'student' };
    const { id } = (await invite(body, teacher)).json<{ id: string }>();
    expect((await other.ask('GET', '/invitations')).json()).toEqual({ invitations: [] });
    expect((await other.ask('DELETE', `/invitations/${id}`)).statusCode).toBe(404);
    expect((await teacher.ask('DELETE', `/invitations/${id}`)).statusCode).toBe(204);
  });
});

describe('an invitation into courses', () => {
  it('is for those of the instructor who sends it, and enrols at once whoever accepts', async () => {
    const { visitor: teacher } = await newVisitor(server, 'instructor');
    const { visitor: other } = await newVisitor(server, 'instructor');
    const newCourse = async (by: Visitor) =>
      (await by.ask('POST', '/courses', { title: 'Course' })).json<{ id: string }>().id;
    const [own, second, foreign] = [await newCourse(teacher), await newCourse(teacher), await newCourse(other)];
    const invite = async (courseIds: string[], by = teacher) =>
      await by.ask('POST', '/invitations', { email: newEmail(), role: 'student', courseIds });
    for (const courseIds of [[foreign], [own, foreign], ['none']]) {
      expect(refusal(await invite(courseIds))).toEqual([404, 'COURSE_NOT_FOUND']);
    }
    expect(refusal(await invite(['none'], admin))).toEqual([404, 'COURSE_NOT_FOUND']);
    await teacher.ask('DELETE', `/courses/${second}`);
    expect(refusal(await invite([second]))).toEqual([404, 'COURSE_NOT_FOUND']);

    await teacher.ask('PATCH', `/courses/${own}`, { isPublished: true });
    const made = await invite([own]);
    expect(made.json()).toMatchObject({ courseIds: [own] });
    const student = new Visitor(server);
    const path = `/invitations/by-token/${tokenOf(made.json<{ url: string }>().url)}/accept`;
    expect((await student.ask('POST', path, { name: 'New', password })).statusCode).toBe(200);
    expect((await student.ask('GET', `/courses/${own}`)).json()).toMatchObject({ isEnrolled: true });
  });
});

describe('a link for a new password', () => {
  it('works once, within its time, and ends sessions and older links', async () => {
    const { visitor, id, email } = await newVisitor(server, 'student');
    const newUrl = async () => (await admin.ask('POST', `/people/${id}/password-reset`)).json<{ url: string }>().url;
    const [older, newer] = [await newUrl(), await newUrl()];
    const use = async (url: string) =>
      await new Visitor(server).ask('POST', `/password-resets/${tokenOf(url)}`, { password });
    expect(refusal(await use(older))).toEqual([404, 'LINK_EXPIRED']);
    expect((await admin.ask('GET', `/password-resets/${tokenOf(newer)}`)).json()).toEqual({ email });
    expect(
      (await Promise.all([use(newer), use(newer)])).map(({ statusCode }) => statusCode).toSorted((a, b) => a - b),
    ).toEqual([204, 404]);
    expect((await visitor.ask('GET', '/me/sessions')).statusCode).toBe(401);
    expect(await visitor.signIn(email, password)).toBe(200);
    const late = await newUrl();
    await expire('password_links');
    expect(refusal(await use(late))).toEqual([404, 'LINK_EXPIRED']);
  });

  it('is mailed to whoever has an account, and nobody learns who has', async () => {
    const mails: Mail[] = [];
    const mailed = Object.assign(server.accounts.context, {
      mailer: { send: async (mail: Mail) => void mails.push(mail) },
    });
    const { email } = await newVisitor(server, 'student');
    const stranger = new Visitor(server, '10.1.0.1');
    const ask = async (address: string) => {
      const answer = await stranger.ask('POST', '/password-resets', { email: address });
      return [answer.statusCode, answer.body];
    };
    expect(await ask(email)).toEqual(await ask('nobody@school.example'));
    await expect.poll(() => mails.length).toBe(1);
    expect(mails[0]).toMatchObject({ to: email });
    const [url = ''] = /https:\/\/learn\.example\/reset-password\/[\w-]+/.exec(mails[0]?.text ?? '') ?? [];
    expect((await stranger.ask('GET', `/password-resets/${tokenOf(url)}`)).json()).toEqual({ email });
    // Nobody's letter box is filled, and one address does not ask for ever.
    for (let tries = 0; tries < 5; tries++) await ask(email);
    expect(mails).toHaveLength(3);
    for (let tries = 0; tries < 20; tries++) await ask(`x${tries}@school.example`);
    expect((await ask(email))[0]).toBe(429);
    Reflect.deleteProperty(mailed, 'mailer');
  });
});

describe('people', () => {
  it('are found by name, role and state, in pages that miss nobody', async () => {
    const names = ['Zoe 100%', 'Zoe 100x', 'Zoe_1', 'Zoe_2'];
    for (const name of names) await admin.ask('POST', '/people', { name, email: newEmail(), role: 'student' });
    const find = async (query: string) =>
      (await admin.ask('GET', `/people?${query}`)).json<{
        people: { id: string; name: string }[];
        nextCursor?: string;
      }>();
    expect((await find(`search=${encodeURIComponent('0%')}`)).people.map(({ name }) => name)).toEqual(['Zoe 100%']);
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page = await find(`search=zoe&limit=2&role=student&isActive=true${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.people.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen.toSorted()).toEqual(names);
    expect((await find('search=zoe&isActive=false')).people).toEqual([]);
    expect(refusal(await admin.ask('GET', '/people/nobody'))).toEqual([404, 'PERSON_NOT_FOUND']);
  });

  it('always have an administrator', async () => {
    const { people } = (await admin.ask('GET', '/people?role=admin')).json<{ people: { id: string }[] }>();
    expect(people).toHaveLength(1);
    const path = `/people/${people[0]?.id}`;
    for (const change of [{ role: 'student' }, { isActive: false }]) {
      expect(refusal(await admin.ask('PATCH', path, change))).toEqual([409, 'LAST_ADMIN']);
    }
    const { id } = await newVisitor(server, 'admin');
    const [one, other] = await Promise.all([
      admin.ask('PATCH', path, { role: 'student' }),
      server.app.inject({ method: 'PATCH', url: `/api/v1/people/${id}`, payload: { role: 'student' } }),
    ]);
    expect([one.statusCode, other.statusCode].toSorted((a, b) => a - b)).toEqual([200, 409]);
    const asKey = { method: 'PATCH', url: `/api/v1${path}`, payload: { role: 'admin' } } as const;
    expect((await server.app.inject(asKey)).statusCode).toBe(200);
  });
});

it('keeps keys as hashes, lets them act with their role, and ends them at once', async () => {
  const made = await admin.ask('POST', '/api-keys', { name: 'uploader', role: 'instructor' });
  const { key, secret } = made.json<{ key: { id: string; prefix: string }; secret: string }>();
  expect(secret.startsWith(key.prefix)).toBe(true);
  const program = new Visitor(server);
  const as = { authorization: `Bearer ${secret}` };
  expect((await program.ask('GET', '/videos', undefined, as)).statusCode).toBe(200);
  expect((await program.ask('GET', '/people', undefined, as)).statusCode).toBe(403);
  expect(refusal(await program.ask('GET', '/me/sessions', undefined, as))).toEqual([403, 'NOT_ALLOWED']);
  expect((await admin.ask('GET', '/api-keys')).body).not.toContain(secret.slice(key.prefix.length));
  expect((await admin.ask('DELETE', `/api-keys/${key.id}`)).statusCode).toBe(204);
  expect((await program.ask('GET', '/videos', undefined, as)).statusCode).toBe(401);
});

it('says in the audit log who did what to whom, and nowhere a secret', async () => {
  const { id } = await newVisitor(server, 'student', 'Audited');
  await admin.ask('PATCH', `/people/${id}`, { isActive: false });
  const { entries } = (await admin.ask('GET', `/audit-log?personId=${id}`)).json<{
    entries: { action: string; actor: { name: string }; subject: { id: string }; ipAddress?: string }[];
  }>();
  expect(entries.map(({ action }) => action)).toEqual([
    'person.deactivate',
    'session.begin',
    'password.reset',
    'person.create',
  ]);
  expect(entries[0]).toMatchObject({ actor: { name: 'Administrator' }, subject: { id }, ipAddress: '127.0.0.1' });
  const { body } = await admin.ask('GET', '/audit-log?limit=100');
  for (const secret of ['the password of a test', password, 'lectern_', admin.cookie.split('=')[1] ?? '']) {
    expect(body).not.toContain(secret);
  }
});
