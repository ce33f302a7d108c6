import { text } from '../text.ts';
import { Panel } from '../ui/panel.tsx';
import classes from './report-page.module.css';
import type { ReportedRule } from './video-report.ts';

/** The rules the stream was held against; what a rule found opens below it. */
export function RuleList({ rules }: { rules: readonly ReportedRule[] }) {
  const kept = rules.filter(({ status }) => status === 'ok').length;
  const hint = kept === rules.length ? text.report.allKept(kept) : text.report.rulesKept(kept, rules.length);
  return (
    <Panel title={text.report.rules} hint={hint}>
      <ul className={classes.rules}>
        {rules.map(({ rule, title, status, reason, findings }) => (
          <li key={rule}>
            <span className={classes.ruleName}>{rule}</span>
            <span className={classes.ruleTitle}>{title}</span>
            <span className={classes.status} data-status={status}>
              {text.report.status[status]}
            </span>
            {reason !== undefined && <p className={classes.quiet}>{reason}</p>}
            {findings.length > 0 && (
              <ul className={classes.findings}>
                {findings.map(({ rendition, segment, message }, index) => (
                  // A report does not change: the place in its list names a finding.
                  <li key={index}>{[rendition, segment, message].filter((each) => each !== undefined).join(' · ')}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
