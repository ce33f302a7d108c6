/** A stretch of the video that was really played: seconds of begin and end. */
export type PlayedRange = readonly [fromSeconds: number, toSeconds: number];

/** The video may be this much ahead of the clock: both are read at slightly different moments. */
const SLACK_SECONDS = 0.5;

/** Collects what is played, from readings of the position: a jump is no playing. */
export class PlayedRanges {
  readonly #ranges: [number, number][] = [];
  #last: { seconds: number; atMs: number } | undefined;

  /** The position while it plays, at a moment of the clock. Several times a second, but any pace is right. */
  note(seconds: number, atMs: number, speed: number): void {
    const last = this.#last;
    this.#last = { seconds, atMs };
    if (last === undefined || seconds <= last.seconds) return;
    const possibleSeconds = ((atMs - last.atMs) / 1000) * speed + SLACK_SECONDS;
    if (seconds - last.seconds > possibleSeconds) return;
    const open = this.#ranges.at(-1);
    if (open?.[1] === last.seconds) open[1] = seconds;
    else this.#ranges.push([last.seconds, seconds]);
  }

  /** It stood still or jumped: the next reading begins anew. */
  break(): void {
    this.#last = undefined;
  }

  /** What was played since this was asked last; joined where it touches, ascending, to a hundredth of a second. */
  take(): PlayedRange[] {
    const joined: [number, number][] = [];
    for (const [from, to] of this.#ranges.splice(0).toSorted((a, b) => a[0] - b[0])) {
      const last = joined.at(-1);
      if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
      else joined.push([from, to]);
    }
    return joined.map(([from, to]) => [rounded(from), rounded(to)]);
  }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
