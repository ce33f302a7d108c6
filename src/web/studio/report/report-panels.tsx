import { Button } from '@mantine/core';
import { formatBytes, formatDuration } from '../../shared/format.ts';
import { text } from '../text.ts';
import { Panel } from '../ui/panel.tsx';
import classes from './report-page.module.css';
import { RuleList } from './rule-list.tsx';
import type { ReportedDamage, ReportedRendition, VideoReport } from './video-report.ts';

/** Everything a report holds, the important first. */
export function ReportPanels({ report, onSeek }: { report: VideoReport; onSeek: (seconds: number) => void }) {
  const { notes, damage, renditions, rules } = report;
  return (
    <>
      {damage.length > 0 && <Damage parts={damage} onSeek={onSeek} />}
      <Panel title={text.report.odd}>
        {notes.length === 0 ? (
          <p className={classes.quiet}>{text.report.nothingOdd}</p>
        ) : (
          <ul className={classes.notes}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </Panel>
      <Proof report={report} />
      <Qualities renditions={renditions} />
      <RuleList rules={rules} />
    </>
  );
}

function Proof({ report: { provenAt, cells, decoded, length } }: { report: VideoReport }) {
  const when = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(provenAt));
  const figures: [string, string][] = [
    [text.report.segments, cells.count.toLocaleString('en')],
    [text.report.bytes, formatBytes(cells.sizeBytes)],
    [text.report.decoded, decoded.segments.toLocaleString('en')],
    [text.report.frames, decoded.frames.toLocaleString('en')],
    [text.report.length, text.report.seconds(length.streamSeconds)],
    ...(length.sourceSeconds === undefined
      ? []
      : [[text.report.sourceLength, text.report.seconds(length.sourceSeconds)] as [string, string]]),
  ];
  return (
    <Panel title={text.report.proven} hint={text.report.provenHint(when)}>
      <dl className={classes.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Damage({ parts, onSeek }: { parts: readonly ReportedDamage[]; onSeek: (seconds: number) => void }) {
  return (
    <Panel title={text.report.damage} hint={text.report.damageHint}>
      <ul className={classes.damage}>
        {parts.map(({ startSeconds, durationSeconds, of = 'picture' }) => {
          const time = formatDuration(startSeconds);
          return (
            <li key={`${of} ${startSeconds}`}>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={text.report.show(time)}
                onClick={() => onSeek(startSeconds)}
              >
                {time}
              </Button>
              <span>
                {text.report.lost[of]} {text.report.lasting(durationSeconds.toFixed(1))}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Qualities({ renditions }: { renditions: readonly ReportedRendition[] }) {
  const { columns } = text.report;
  return (
    <Panel title={text.report.qualities}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.segments}</th>
            <th scope="col">{columns.size}</th>
            <th scope="col">{columns.rate}</th>
          </tr>
        </thead>
        <tbody>
          {renditions.map(({ id, segmentCount, sizeBytes, durationSeconds }) => (
            <tr key={id}>
              <th scope="row">{id}</th>
              <td>{segmentCount}</td>
              <td>{formatBytes(sizeBytes)}</td>
              <td>{durationSeconds > 0 && text.report.rate((sizeBytes * 8) / durationSeconds / 1000)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
