import { judge, measuresOf } from './measures.ts';
import type { SourceResult } from './results.ts';
import { renderTable } from './table.ts';

/** The table of one run: a line for each source and measure, the ratio of Lectern to the classic command, the goals. */
export function comparisonTable(sources: readonly SourceResult[], ladder: readonly number[]): string {
  const names = sources[0]?.contenders.map((contender) => contender.name) ?? [];
  const [classicName = '', lecternName = '', ...peers] = names;
  const header = ['source', 'measure', classicName, lecternName, 'ratio', 'goal', 'met', ...peers];
  const rows = sources.flatMap((source) => comparisonRows(source, ladder));
  return renderTable(header, rows, ['measure', 'goal', 'met']);
}

function comparisonRows(source: SourceResult, ladder: readonly number[]): string[][] {
  const [classic, lectern, ...peers] = source.contenders;
  return measuresOf(source.kind, ladder).flatMap(({ label, digits, value, goal, hasRatio }) => {
    const shown = (figure: number | undefined): string => (figure === undefined ? '' : figure.toFixed(digits));
    const of = (result: typeof classic): number | undefined => (result ? value(result) : undefined);
    const [classicValue, lecternValue] = [of(classic), of(lectern)];
    if (classicValue === undefined && lecternValue === undefined) return [];
    const ratio = hasRatio !== false && classicValue && lecternValue !== undefined ? lecternValue / classicValue : NaN;
    const verdict = goal && judge(goal, lecternValue, classicValue);
    const met = { true: 'yes', false: 'NO', undefined: '' }[String(verdict?.isMet)] ?? '';
    return [
      [
        ...[source.kind, label, shown(classicValue), shown(lecternValue)],
        ...[Number.isNaN(ratio) ? '' : ratio.toFixed(2), verdict?.text ?? '', met],
        ...peers.map((peer) => shown(value(peer))),
      ],
    ];
  });
}
