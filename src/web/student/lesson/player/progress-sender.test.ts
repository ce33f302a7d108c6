import { expect, it } from 'vitest';
import type { PlayedReport } from '../../../shared/api/lessons.ts';
import { ProgressSender } from './progress-sender.ts';

const ANSWER = { positionSeconds: 0, coveragePercent: 0, isCompleted: false };
const report = (from: number, to: number): PlayedReport => ({ positionSeconds: to, played: [[from, to]], speed: 1 });

it('sends what did not get there with the next report', async () => {
  const sent: PlayedReport[] = [];
  let isBroken = true;
  const sender = new ProgressSender(
    async (each) => {
      if (isBroken) throw new Error('offline');
      sent.push(each);
      return ANSWER;
    },
    () => undefined,
  );
  sender.tell(report(0, 10), false);
  await Promise.resolve();
  isBroken = false;
  await new Promise((done) => setTimeout(done, 0));
  sender.tell(report(10, 20), false);
  expect(sent).toEqual([
    {
      positionSeconds: 20,
      played: [
        [0, 10],
        [10, 20],
      ],
      speed: 1,
    },
  ]);
});

it('waits for the answer to one report before it sends the next, but not when the page is left', async () => {
  const answers: Array<() => void> = [];
  const sent: Array<[number, boolean]> = [];
  const sender = new ProgressSender(
    (each, isLeaving) => {
      sent.push([each.positionSeconds, isLeaving]);
      return new Promise((resolve) => answers.push(() => resolve(ANSWER)));
    },
    () => undefined,
  );
  sender.tell(report(0, 10), false);
  sender.tell(report(10, 20), false);
  expect(sent).toEqual([[10, false]]);
  answers[0]?.();
  await new Promise((done) => setTimeout(done, 0));
  expect(sent).toEqual([
    [10, false],
    [20, false],
  ]);
  sender.tell(report(20, 25), true);
  expect(sent.at(-1)).toEqual([25, true]);
});
