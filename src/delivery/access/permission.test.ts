import { beforeEach, expect, it } from 'vitest';

import { createPlayGuard, type PlayGuard } from './permission.ts';
import { PlaybackTokens } from './playback-token.ts';

const VIDEO = 'v1de0v1de0v1de0v1de0';
const session = { kind: 'session', id: 'one' } as const;

let nowMs = 1_800_000_000_000;
let guard: PlayGuard;
let questions = 0;
let isAllowed = true;
let isGood = true;
let visibility: 'private' | 'public' | undefined = 'private';
const tokens = new PlaybackTokens({ secret: 'secret', nowMs: () => nowMs });

beforeEach(() => {
  questions = 0;
  isAllowed = true;
  isGood = true;
  visibility = 'private';
  const policy = {
    isStillGood: async () => isGood,
    mayPlay: async () => {
      questions++;
      return isAllowed;
    },
    visibilityOf: async () => {
      questions++;
      return visibility;
    },
  };
  guard = createPlayGuard({ policy, tokens, nowMs: () => nowMs });
});

const ask = async (cookie = 'cookie') =>
  await guard.check({ videoId: VIDEO, token: tokens.create(session, VIDEO, 'cookie').token, cookie }).then(
    () => 'played',
    (error: { code: string }) => error.code,
  );

it('asks once for many requests of a viewer, also when they come at once, and again after 10 s', async () => {
  expect(await Promise.all(Array.from({ length: 20 }, () => ask()))).toEqual(
    Array.from({ length: 20 }, () => 'played'),
  );
  for (let segment = 0; segment < 100; segment++) await ask();
  expect(questions).toBe(1);
  nowMs += 10_000;
  expect(await ask()).toBe('played');
  expect(questions).toBe(2);
});

it('says for how long a yes is good, so that nobody who keeps it makes the 10 s longer', async () => {
  const { token } = tokens.create(session, VIDEO, 'cookie');
  const goodForMs = async () => await guard.check({ videoId: VIDEO, token, cookie: 'cookie' });
  expect(await goodForMs()).toBe(9_000);
  nowMs += 8_000;
  expect(await goodForMs()).toBe(1_000);
  nowMs += 1_000;
  expect(await goodForMs()).toBe(9_000);
  visibility = 'public';
  expect(await guard.check({ videoId: VIDEO })).toBe(5_000);
});

it('refuses within 10 s of a change, and allows at once', async () => {
  expect(await ask()).toBe('played');
  isAllowed = false;
  nowMs += 10_000;
  expect(await ask()).toBe('PLAYBACK_NOT_ALLOWED');
  isAllowed = true;
  expect(await ask()).toBe('played');
});

it('refuses a session that has ended, whatever is remembered of it', async () => {
  expect(await ask()).toBe('played');
  isGood = false;
  expect(await ask()).toBe('PLAYBACK_NOT_ALLOWED');
  isGood = true;
  expect(await ask()).toBe('played');
});

it('refuses whoever sends a token without its cookie, and asks nobody about them but whether the video is public', async () => {
  expect(await ask('other')).toBe('PLAYBACK_NOT_ALLOWED');
  expect(questions).toBe(1);
});

it('lets everybody play a public video, with a token or without', async () => {
  visibility = 'public';
  isAllowed = false;
  expect(await ask('other')).toBe('played');
  await guard.check({ videoId: VIDEO });
  await guard.check({ videoId: VIDEO, token: 'nonsense' });
  expect(questions).toBe(1);
});

it('gives what is for holders only to nobody without a name, though the video is public', async () => {
  visibility = 'public';
  const { token } = tokens.create(session, VIDEO, 'cookie');
  const ask = async (request: object) => await guard.check({ videoId: VIDEO, isForHoldersOnly: true, ...request });
  await expect(ask({})).rejects.toMatchObject({ code: 'PLAYBACK_NOT_ALLOWED' });
  await expect(ask({ token })).rejects.toMatchObject({ code: 'PLAYBACK_NOT_ALLOWED' });
  await expect(ask({ token: 'nonsense', cookie: 'cookie' })).rejects.toMatchObject({ code: 'PLAYBACK_NOT_ALLOWED' });
  await ask({ token, cookie: 'cookie' });
});

it('says without a token: not allowed for a private video, not there where there is none', async () => {
  await expect(guard.check({ videoId: VIDEO })).rejects.toMatchObject({ code: 'PLAYBACK_NOT_ALLOWED' });
  visibility = undefined;
  await expect(guard.check({ videoId: VIDEO })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('takes a key of a header in the place of a token', async () => {
  await guard.check({ videoId: VIDEO, key: { kind: 'key', id: 'environment' } });
  expect(questions).toBe(1);
});
