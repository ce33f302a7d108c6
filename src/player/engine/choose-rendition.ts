/** What a choice depends on. Renditions are numbers, lowest first. */
export interface Outlook {
  /** Seconds from the next segment to load on that the server has, by rendition: 0 where that segment is missing. */
  readonly leads: readonly number[];
  /** The best that the network bears, or what the viewer picked. */
  readonly wanted: number;
  /** Whether the viewer picked it: then it need not last, it only has to be there. */
  readonly isPicked: boolean;
  /** What the segment before was loaded in; undefined after a seek. */
  readonly current: number | undefined;
  readonly bufferedSeconds: number;
  /** How far a better rendition must reach to be worth a change. */
  readonly climbSeconds: number;
}

/** With less than this ahead, a missing segment is asked for; with more there is time to see it come by itself. */
export const PATIENCE_SECONDS = 10;

/**
 * The rendition to load the next segment in, and the most that should be loaded ahead.
 *
 * - Goes on in the current one as long as it is there, and up only to one that lasts: a rendition that ends two segments
 *   ahead would mean a change there and another one back.
 * - Where the current one is missing it waits for it while the buffer lasts, since asking makes the server encode that
 *   segment before all others, and for this viewer alone.
 * - Then, and after a seek: the best one that lasts, else the one that lasts longest, else the lowest, which is the
 *   quickest to encode.
 */
export function chooseRendition(outlook: Outlook): number {
  const { leads, wanted, isPicked, current, bufferedSeconds, climbSeconds } = outlook;
  const lead = (rendition: number): number => leads[rendition] ?? 0;
  if (isPicked && lead(wanted) > 0 && (current === undefined || current === wanted)) return wanted;
  const allowed = leads.slice(0, wanted + 1);
  const best = allowed.findLastIndex((seconds, rendition) => {
    return seconds >= climbSeconds || (rendition === current && seconds > 0);
  });
  if (current !== undefined && current <= wanted && best < current && bufferedSeconds >= PATIENCE_SECONDS) {
    return current;
  }
  if (best !== -1) return best;
  // Nothing lasts: the longest, and of several the lowest; all of them 0 makes it the lowest of all.
  return allowed.indexOf(Math.max(...allowed));
}
