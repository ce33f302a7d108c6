import type { RuleFinding, RuleResult } from '../../media/rules/rule.ts';
import type { TreeReport } from './check-tree.ts';

/** Findings of one rule that are printed; all are in the JSON. */
const SHOWN_FINDINGS = 12;

/** A report for people: what the tree holds, every rule with a mark, its findings below it, and a last line that sums up. */
export function reportText(report: TreeReport): string {
  const lines: string[] = [];
  for (const { id, kind, container, segmentCount, durationSeconds, sizeBytes } of report.renditions) {
    const size = `${(sizeBytes / 1e6).toFixed(1)} MB`;
    lines.push(`${id}: ${kind}, ${container}, ${segmentCount} segments, ${durationSeconds.toFixed(3)} s, ${size}`);
  }
  lines.push('');
  for (const result of report.rules) lines.push(...ruleLines(result));
  lines.push('', summary(report));
  return lines.join('\n');
}

const MARKS: Readonly<Record<RuleResult['status'], string>> = {
  ok: 'ok    ',
  must: 'MUST  ',
  should: 'should',
  note: 'note  ',
  'not applicable': '-     ',
};

function ruleLines({ rule, title, status, reason, findings }: RuleResult): string[] {
  const lines = [`${MARKS[status]} ${rule.padEnd(3)} ${title}${reason === undefined ? '' : ` (${reason})`}`];
  for (const finding of findings.slice(0, SHOWN_FINDINGS)) lines.push(`         ${findingText(finding)}`);
  if (findings.length > SHOWN_FINDINGS) lines.push(`         and ${findings.length - SHOWN_FINDINGS} more`);
  return lines;
}

function findingText({ severity, rendition, segment, message }: RuleFinding): string {
  const place = [rendition, segment === undefined ? undefined : `segment ${segment}`].filter(
    (part) => part !== undefined,
  );
  return `${severity}: ${place.length > 0 ? `${place.join(' ')}: ` : ''}${message}`;
}

function summary(report: TreeReport): string {
  const count = (status: RuleResult['status']): number => report.rules.filter((rule) => rule.status === status).length;
  const verdict = report.isValid ? 'Every MUST holds' : `Broken: ${count('must')}`;
  const { picturesWithRenditions, picturesWithSource, soundsWithSource } = report.compared;
  const compared = [
    picturesWithRenditions > 0 && `${picturesWithRenditions} first pictures across renditions`,
    picturesWithSource > 0 && `${picturesWithSource} with the source`,
    soundsWithSource > 0 && `the sound of ${soundsWithSource} segments with the source`,
  ].filter((part) => part !== false);
  const comparison = compared.length > 0 ? ` Compared: ${compared.join(', ')}.` : ' No pictures were compared.';
  return `${verdict}. Rules with a should: ${count('should')}, with a note: ${count('note')}.${comparison}`;
}
