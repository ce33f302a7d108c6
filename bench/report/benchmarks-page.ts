import { comparisonTable } from './comparison.ts';
import { lengthsTable } from './lengths.ts';
import { machineLine, QUIET_LOAD } from './machine.ts';
import type { BenchResults } from './results.ts';
import { servedBlocks } from './served.ts';

/** Puts what a run measured into docs/reference/benchmarks.md. Blocks that it did not measure stay as they are. */
export function updateBenchmarksPage(page: string, results: BenchResults, date: string): string {
  const busy =
    results.machine.loadBefore > QUIET_LOAD ? ' The machine was not idle: times on the clock are upper bounds.' : '';
  const origin = `Measured ${date} on ${machineLine(results.machine)}.${busy}`;
  let updated = page;
  for (const source of results.sources) {
    const about = source.contenders.map((contender) => `- ${contender.name}: ${contender.about}`).join('\n');
    const table = comparisonTable([source], results.ladder);
    const text = `${origin}\n\nSource: ${source.description}.\n\n${about}\n\n${table}`;
    updated = replaceBlock(updated, source.kind, text);
  }
  for (const { name, text } of servedBlocks(results.served)) {
    updated = replaceBlock(updated, name, `${origin}\n\n${text}`);
  }
  if (results.lengths.length === 0) return updated;
  const renditions = results.ladder.map((height) => `${height}p`).join(', ');
  const text = `${origin} Renditions: ${renditions}.\n\n${lengthsTable(results.lengths)}`;
  return replaceBlock(updated, 'lengths', text);
}

/** Replaces what stands between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. Throws when a marker is missing. */
export function replaceBlock(page: string, name: string, text: string): string {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [start, end] = [page.indexOf(open), page.indexOf(close)];
  if (start === -1 || end < start) throw new Error(`the page has no block ${open} … ${close}`);
  return `${page.slice(0, start + open.length)}\n\n${text}\n\n${page.slice(end)}`;
}
