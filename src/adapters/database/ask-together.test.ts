import { expect, it, vi } from 'vitest';

import { askTogether } from './ask-together.ts';

/** Questions that are answered when the test says so. */
function openQuestions() {
  const asked: { readonly keys: readonly string[]; readonly answer: () => void; readonly fail: () => void }[] = [];
  const ask = askTogether(
    async (keys: readonly string[]) =>
      await new Promise<string[]>((resolve, reject) => {
        const answer = (): void => resolve(keys.map((key) => `answer to ${key}`));
        asked.push({ keys, answer, fail: () => reject(new Error('spoilt')) });
      }),
  );
  return { asked, ask };
}

/** Waits for what happens next. */
async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 1, timeout: 10_000 });
}

it('asks at once when no question runs, and puts those together who come while one does', async () => {
  const { asked, ask } = openQuestions();
  const first = ask('a');
  await until(() => asked.length === 1);

  const others = [ask('b'), ask('c'), ask('b')];
  asked[0]?.answer();
  expect(await first).toBe('answer to a');
  await until(() => asked.length === 2);
  expect(asked.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c', 'b']]);
  asked[1]?.answer();
  expect(await Promise.all(others)).toEqual(['answer to b', 'answer to c', 'answer to b']);
});

it('lets one who spoils the question fail alone', async () => {
  const ask = askTogether(async (keys: readonly string[]) => {
    if (keys.includes('bad')) throw new Error('no text');
    return keys.map((key) => key.toUpperCase());
  });
  const first = ask('a');
  const answers = await Promise.allSettled([ask('b'), ask('bad'), ask('c')]);
  expect(await first).toBe('A');
  expect(answers.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))).toEqual([
    'B',
    'Error: no text',
    'C',
  ]);
});

it('goes on after a failure', async () => {
  const { asked, ask } = openQuestions();
  const failing = ask('a');
  await until(() => asked.length === 1);
  const next = ask('b');
  asked[0]?.fail();
  await expect(failing).rejects.toThrow('spoilt');
  await until(() => asked.length === 2);
  asked[1]?.answer();
  expect(await next).toBe('answer to b');
});
