import { formatPercent, formatTimeLeft } from '../../shared/format.ts';
import { text } from '../../shared/text.ts';

/** How far an encode is and how long it still takes, where that can be told. */
export function describeProgress({
  percent,
  secondsLeft,
}: {
  percent: number;
  secondsLeft: number | undefined;
}): string {
  if (percent === 0) return text.video.starting;
  const done = text.video.percentDone(formatPercent(percent));
  return secondsLeft === undefined ? done : `${done} · ${text.video.timeLeft(formatTimeLeft(secondsLeft))}`;
}
