import { multiply, type Rational, round, subtract } from '../rational.ts';

/**
 * EXTINF values, in seconds with six decimals, for segments that begin and end at these times.
 *
 * The cumulated times are rounded, not the lengths: the sum of any run is within a microsecond of the truth
 * (hls-rules.md H3). One value fewer than there are boundaries.
 */
export function extinfDurations(boundarySeconds: readonly Rational[]): string[] {
  const origin = boundarySeconds[0];
  if (!origin) return [];
  const micros = boundarySeconds.map((time) => round(multiply(subtract(time, origin), { num: 1_000_000, den: 1 })));
  return micros.slice(1).map((end, i) => decimal(end - (micros[i] as number)));
}

function decimal(micros: number): string {
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
}
