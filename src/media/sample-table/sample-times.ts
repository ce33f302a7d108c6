import type { FrameTicks } from '../facts/frame-timing.ts';
import type { SampleRun, SampleTable } from './sample-table.ts';

/** The samples of a table with their times on the movie's clock, in decode order; those before an edit are not shown. */
export function sampleTimes(table: SampleTable): (FrameTicks & { readonly isShown: boolean })[] {
  const offsets = runValues(table.compositionOffsets);
  const durations = runValues(table.durations);
  const sync = table.syncSamples && new Set(table.syncSamples);
  const samples: (FrameTicks & { isShown: boolean })[] = [];
  let decodeTicks = 0;
  for (let i = 0; i < table.sampleCount; i++) {
    const duration = durations.next().value ?? 0;
    const pts = decodeTicks + (offsets.next().value ?? 0) - table.editShiftTicks;
    // FFmpeg shows a sample that is under way when the edit begins, and none that begins when it has ended.
    const isAfterStart = pts + duration > 0 || table.editShiftTicks <= 0;
    samples.push({ pts, duration, isKey: !sync || sync.has(i), isShown: isAfterStart && pts < table.editEndTicks });
    decodeTicks += duration;
  }
  return samples;
}

function* runValues(runs: readonly SampleRun[]): Generator<number, undefined> {
  for (const run of runs) for (let i = 0; i < run.count; i++) yield run.value;
}
