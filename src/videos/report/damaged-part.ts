import { clockText } from '../../media/clock-text.ts';

/** A stretch of the source that could not be decoded, or is not in it: the last good picture stays there, or it is silent. */
export interface DamagedPart {
  /** On the timeline. */
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** Absent: the picture. */
  readonly of?: 'picture' | 'sound';
}

/** Stretches closer together than this are one: a decoder finds a good frame here and there within damage. */
const JOIN_SECONDS = 2;
/** So many are told one by one. */
const TOLD_PARTS = 5;

/** Whether a moment of the timeline lies in a part. */
export function isWithin({ startSeconds, durationSeconds }: DamagedPart, seconds: number): boolean {
  return seconds >= startSeconds && seconds < startSeconds + durationSeconds;
}

/** In order, without overlaps; what lies close together in the same stream becomes one. */
export function joinDamagedParts(parts: readonly DamagedPart[]): DamagedPart[] {
  const byStart = (a: DamagedPart, b: DamagedPart): number => a.startSeconds - b.startSeconds;
  const sound = parts.filter((part) => part.of === 'sound');
  const picture = parts.filter((part) => part.of !== 'sound');
  return [...joinInOrder(picture.toSorted(byStart)), ...joinInOrder(sound.toSorted(byStart))].toSorted(byStart);
}

function joinInOrder(parts: readonly DamagedPart[]): DamagedPart[] {
  const joined: DamagedPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (!last || part.startSeconds > last.startSeconds + last.durationSeconds + JOIN_SECONDS) {
      joined.push(part);
      continue;
    }
    const end = Math.max(last.startSeconds + last.durationSeconds, part.startSeconds + part.durationSeconds);
    joined[joined.length - 1] = { ...last, durationSeconds: end - last.startSeconds };
  }
  return joined;
}

/** Plain sentences, such as "12 s of the picture could not be read properly at 31:04." */
export function describeDamage(parts: readonly DamagedPart[]): string[] {
  const told = parts.slice(0, TOLD_PARTS).map(({ startSeconds, durationSeconds, of = 'picture' }) => {
    const seconds = durationSeconds < 10 ? durationSeconds.toFixed(1) : durationSeconds.toFixed(0);
    return `${seconds} s of the ${of} could not be read properly at ${clockText(startSeconds)}.`;
  });
  const rest = parts.slice(TOLD_PARTS);
  if (rest.length === 0) return told;
  const restSeconds = rest.reduce((sum, part) => sum + part.durationSeconds, 0).toFixed(0);
  return [...told, `${rest.length} more damaged parts, ${restSeconds} s together.`];
}
