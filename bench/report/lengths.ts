import type { LengthResult } from './results.ts';
import { renderTable } from './table.ts';

/** Lengths people ask about, beside the measured ones. */
const ASKED_MINUTES = [1, 5, 30, 60, 120];

/** The table "how long will my lecture take". Figures that were not measured but follow from others begin with `~`. */
export function lengthsTable(results: readonly LengthResult[]): string {
  const measured = results[0]?.lectern.map((point) => point.seconds) ?? [];
  const lengths = [...new Set([...measured, ...ASKED_MINUTES.map((minutes) => minutes * 60)])].toSorted(
    (a, b) => a - b,
  );
  const shown = lengths.filter((seconds) => seconds >= Math.min(...measured));
  const header = ['length', ...results.flatMap(({ kind }) => [`${kind}: playable after`, 'ready after', 'classic'])];
  const rows = shown.map((seconds) => [
    durationText(seconds),
    ...results.flatMap((result) => [
      firstText(result, seconds),
      estimateText(lecternWallSeconds(result, seconds), measured.includes(seconds)),
      estimateText((result.classic.wallSeconds / result.classic.seconds) * seconds, seconds === result.classic.seconds),
    ]),
  ]);
  return renderTable(header, rows);
}

/** Seconds until a source of this length is done: a straight line through the two lengths that were measured. */
export function lecternWallSeconds({ lectern: [short, long] }: LengthResult, seconds: number): number {
  const slope = (long.wallSeconds - short.wallSeconds) / (long.seconds - short.seconds);
  return short.wallSeconds + slope * (seconds - short.seconds);
}

/** The first segment does not wait for the rest: beyond what was measured, the longer of the two stands. */
function firstText({ lectern }: LengthResult, seconds: number): string {
  const measured = lectern.find((point) => point.seconds === seconds);
  return `${measured ? '' : '~'}${(measured ?? lectern[1]).firstSeconds.toFixed(1)} s`;
}

function estimateText(seconds: number, isMeasured: boolean): string {
  return `${isMeasured ? '' : '~'}${durationText(seconds)}`;
}

/** `8 s`, `1 min 12 s`, `24 min`, `1 h 05 min`: finer parts are dropped where they no longer matter. */
export function durationText(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const rounded = Math.round(seconds / 60);
  if (rounded < 60) return `${rounded} min`;
  const rest = rounded % 60;
  return rest === 0 ? `${rounded / 60} h` : `${Math.floor(rounded / 60)} h ${String(rest).padStart(2, '0')} min`;
}
