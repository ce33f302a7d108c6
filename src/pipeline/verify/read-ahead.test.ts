import { expect, it } from 'vitest';

import { readAhead } from './read-ahead.ts';

const KEYS = Array.from({ length: 30 }, (_, index) => `segment ${index}`);

/** A store that answers when the test says so. */
function openStore(lists = [KEYS]) {
  const asked: { readonly key: string; readonly answer: () => void; readonly fail: () => void }[] = [];
  const get = readAhead(
    {
      get: async (key: string) =>
        await new Promise<Uint8Array>((resolve, reject) => {
          const answer = (): void => resolve(new TextEncoder().encode(key));
          asked.push({ key, answer, fail: () => reject(new Error(`no ${key}`)) });
        }),
    },
    lists,
  );
  return { asked, get, keys: () => asked.map(({ key }) => key) };
}

const text = async (bytes: Promise<Uint8Array | undefined>): Promise<string> => new TextDecoder().decode(await bytes);

it('asks for the next ones while the first is on its way, each once, and never for more than eight', async () => {
  const { asked, get, keys } = openStore();
  const got: string[] = [];
  for (const key of KEYS) {
    const bytes = text(get(key));
    expect(keys()).toEqual([...new Set(keys())]);
    expect(asked.length - got.length).toBe(Math.min(8, KEYS.length - got.length));
    asked[got.length]?.answer();
    got.push(await bytes);
  }
  expect(got).toEqual(KEYS);
  expect(asked).toHaveLength(KEYS.length);
});

it('reads no further than the list that is being read, and the next one ahead too', async () => {
  const { asked, get, keys } = openStore([KEYS.slice(0, 3), KEYS.slice(3)]);
  const first = KEYS.slice(0, 3).map(async (key) => await text(get(key)));
  expect(keys()).toEqual(KEYS.slice(0, 3));
  const next = text(get('segment 3'));
  expect(keys()).toEqual(KEYS.slice(0, 11));
  for (const { answer } of asked) answer();
  expect(await Promise.all([...first, next])).toEqual(KEYS.slice(0, 4));
});

it('gives what is asked for out of order, and what is not in the list', async () => {
  const { asked, get } = openStore();
  const answers = ['segment 20', 'init', 'segment 3', 'segment 21'].map(async (key) => await text(get(key)));
  for (let at = 0; at < asked.length; at++) asked[at]?.answer();
  expect(await Promise.all(answers)).toEqual(['segment 20', 'init', 'segment 3', 'segment 21']);
});

it('tells of a failure whoever asks for that object, and nobody else', async () => {
  const { asked, get } = openStore();
  const first = text(get('segment 0'));
  for (const { key, answer, fail } of asked) {
    if (key === 'segment 2') fail();
    else answer();
  }
  expect(await first).toBe('segment 0');
  expect(await text(get('segment 1'))).toBe('segment 1');
  await expect(get('segment 2')).rejects.toThrow('no segment 2');
});
