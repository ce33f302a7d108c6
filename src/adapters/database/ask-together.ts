import { setTimeout as delay } from 'node:timers/promises';

import DataLoader from 'dataloader';

/** The most that one statement asks for. */
const MOST_AT_ONCE = 500;
/**
 * From the beginning of a question to that of the next: a thousand viewers ask 250 times a second, which costs the embedded
 * database, at 1 to 3 ms for each question, more than the one core it has; a hundred times it can answer.
 */
const EVERY_MS = 10;

/**
 * Makes one question of many. One who asks after a while of silence is asked for at once; who asks while a question runs, or
 * within 10 ms of its beginning, goes together with all the others who do, in the next. Each question begins after all who
 * share it have asked, so nobody gets an older answer than by asking alone. Where one of them spoils the question (a text
 * that the database takes for none), each is asked for alone.
 *
 * `ask` answers one for each key, in their order; the same key may come twice. It suits what one request asks once.
 */
export function askTogether<Key, Answer>(
  ask: (keys: readonly Key[]) => Promise<readonly Answer[]>,
): (key: Key) => Promise<Answer> {
  let next: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Key, Answer>(
    async (keys) => {
      const answers = askAllOrEach(ask, keys);
      next = Promise.all([answers, delay(EVERY_MS)]);
      return await answers;
    },
    { cache: false, maxBatchSize: MOST_AT_ONCE, batchScheduleFn: (begin) => void next.then(begin) },
  );
  return async (key) => await loader.load(key);
}

async function askAllOrEach<Key, Answer>(
  ask: (keys: readonly Key[]) => Promise<readonly Answer[]>,
  keys: readonly Key[],
): Promise<(Answer | Error)[]> {
  try {
    return [...(await ask(keys))];
  } catch (error) {
    if (keys.length === 1) return [error as Error];
    return (await Promise.all(keys.map(async (key) => await askAllOrEach(ask, [key])))).flat();
  }
}
