import type { TreeFacts } from './tree-facts.ts';

/** H1 to H20 are the lines of the rules document; F1 and F2 ask whether the files themselves are right. */
export type RuleId = 'F1' | 'F2' | `H${number}`;

/** `must` breaks the stream or our promise, `should` costs quality, `note` is worth knowing. */
export type Severity = 'must' | 'should' | 'note';

/** One thing a rule found. */
export interface RuleFinding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** Id of the rendition, such as `720p`. */
  readonly rendition?: string;
  /** Index in the rendition's playlist. */
  readonly segment?: number;
  /** Where, wanted, got; without rendition and segment, which stand beside it. */
  readonly message: string;
}

/** A finding before its rule's id is put on. */
export type Found = Omit<RuleFinding, 'rule'>;

/** What a rule says of a tree: findings, none when it is kept, or why it does not apply. */
export type RuleOutcome = readonly Found[] | { readonly notApplicable: string };

/** One line of the rules document as code. Pure. */
export interface Rule {
  readonly id: RuleId;
  /** The rule in a few words, for the report. */
  readonly title: string;
  readonly check: (tree: TreeFacts) => RuleOutcome;
}

/** A rule's line in a report. */
export interface RuleResult {
  readonly rule: RuleId;
  readonly title: string;
  /** The worst severity found. */
  readonly status: 'ok' | 'not applicable' | Severity;
  /** Why it does not apply. */
  readonly reason?: string;
  readonly findings: readonly RuleFinding[];
}
