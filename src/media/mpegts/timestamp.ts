/** Ticks of PTS, DTS and the PCR's base in a second (ISO/IEC 13818-1 §2.4.3.7). */
export const TICKS_PER_SECOND = 90_000;

/** PTS, DTS and the PCR's base have 33 bits: they start again at 0 every 26.5 hours. */
export const WRAP_TICKS = 2 ** 33;

/** A time of any size as the 33 bits that are written. */
export function wrapTicks(ticks: number): number {
  return ((ticks % WRAP_TICKS) + WRAP_TICKS) % WRAP_TICKS;
}

/** The time nearest to `reference` that is written as `value`; at most half a wrap (13 hours) away. */
export function unwrapTicks(value: number, reference: number): number {
  const ahead = wrapTicks(value - reference);
  return reference + (ahead >= WRAP_TICKS / 2 ? ahead - WRAP_TICKS : ahead);
}
