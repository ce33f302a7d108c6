import { BIT_RATE_RULES } from './checks/bit-rate-rules.ts';
import { CODEC_RULES } from './checks/codec-rules.ts';
import { CONTINUITY_RULES } from './checks/continuity-rules.ts';
import { FILE_RULES } from './checks/file-rules.ts';
import { HTTP_RULES } from './checks/http-rules.ts';
import { KEY_FRAME_RULES } from './checks/key-frame-rules.ts';
import { PLAYLIST_RULES } from './checks/playlist-rules.ts';
import type { Rule, RuleResult, Severity } from './rule.ts';
import { TIMING_RULES } from './checks/timing-rules.ts';
import type { TreeFacts } from './tree-facts.ts';

/** Every rule in the order of the rules document, F1 and F2 first. */
export const RULES: readonly Rule[] = [
  ...FILE_RULES,
  ...[
    ...KEY_FRAME_RULES,
    ...TIMING_RULES,
    ...BIT_RATE_RULES,
    ...PLAYLIST_RULES,
    ...CODEC_RULES,
    ...HTTP_RULES,
    ...CONTINUITY_RULES,
  ].toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1))),
];

/** Worst first. */
const SEVERITIES: readonly Severity[] = ['must', 'should', 'note'];

/** Checks a tree against every rule: one result each, in order. */
export function applyRules(tree: TreeFacts): RuleResult[] {
  return RULES.map(({ id, title, check }): RuleResult => {
    const outcome = check(tree);
    if ('notApplicable' in outcome) {
      return { rule: id, title, status: 'not applicable', reason: outcome.notApplicable, findings: [] };
    }
    const findings = outcome.map((found) => ({ rule: id, ...found }));
    const status = SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'ok';
    return { rule: id, title, status, findings };
  });
}
