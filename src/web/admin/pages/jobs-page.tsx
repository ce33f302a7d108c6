import { useQuery } from '@tanstack/react-query';
import { formatAge, formatPercent, formatTimeLeft } from '../../shared/format.ts';
import { linkButton } from '../../shared/ui/link-button.ts';
import { jobsQuery } from '../api/admin-queries.ts';
import type { Jobs, QueueDepth, Worker } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Tag } from '../ui/figures.tsx';
import { Answered, Nothing, Page, Section } from '../ui/page.tsx';
import classes from './jobs-page.module.css';

/** What waits and what runs, and who runs it. */
export function JobsPage() {
  const query = useQuery(jobsQuery);
  const words = text.jobs;
  return (
    <Page
      title={words.title}
      // Another application: a whole new page, not one of ours.
      actions={
        query.data?.hasBoard === true && (
          <a href="/admin/queues/" className={linkButton}>
            {words.board}
          </a>
        )
      }
    >
      <Answered query={query}>{(jobs) => <Content jobs={jobs} />}</Answered>
    </Page>
  );
}

function Content({ jobs }: { jobs: Jobs }) {
  const words = text.jobs;
  return (
    <>
      <Section title={words.workers}>
        {jobs.workers.length === 0 ? (
          <Nothing title={words.nobody} />
        ) : (
          <ul className={classes.workers}>
            {jobs.workers.map((worker) => (
              <li key={worker.id} className={classes.worker}>
                <WorkerCard worker={worker} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={words.queues}>
        <DataTable<QueueDepth>
          label={words.queues}
          rows={jobs.queues}
          rowKey={({ name }) => name}
          columns={[
            { title: words.queue, isHead: true, cell: ({ name }) => words.queueName(name) },
            { title: words.running, isNumber: true, cell: ({ active }) => active },
            { title: words.waiting, isNumber: true, cell: ({ waiting }) => waiting },
            { title: words.delayed, isNumber: true, cell: ({ delayed }) => delayed },
            {
              title: words.oldest,
              isNumber: true,
              cell: ({ oldestSeconds }) => (oldestSeconds === undefined ? '–' : formatTimeLeft(oldestSeconds)),
            },
          ]}
        />
      </Section>
    </>
  );
}

const TONES = { lost: 'bad', outOfRoom: 'bad', draining: 'plain', works: 'good' } as const;

function stateOf({ isLost, isDraining, isOutOfRoom }: Worker): keyof typeof TONES {
  if (isLost) return 'lost';
  if (isDraining) return 'draining';
  return isOutOfRoom ? 'outOfRoom' : 'works';
}

function WorkerCard({ worker }: { worker: Worker }) {
  const words = text.jobs;
  const state = stateOf(worker);
  return (
    <>
      <div className={classes.head}>
        <h3>{`${words.kinds[worker.kind]} ${worker.name}`}</h3>
        <Tag tone={TONES[state]}>{words.states[state]}</Tag>
      </div>
      <p className={classes.facts}>
        {[
          words.encoders(worker.encodersAtOnce),
          words.load(formatPercent(worker.loadPerCore * 100)),
          words.since(formatAge(new Date(worker.startedAt), new Date())),
          worker.version,
        ].join(' · ')}
      </p>
      {worker.jobs.length === 0 ? (
        <p className={classes.facts}>{words.idle}</p>
      ) : (
        <ul className={classes.jobs}>
          {worker.jobs.map(({ kind, videoId, title, cells, startedAt }) => (
            <li key={`${kind} ${videoId} ${cells ?? ''} ${startedAt}`}>
              {words.jobKinds[kind] ?? kind} <a href={`/watch/${videoId}`}>{title ?? videoId}</a>
              {cells !== undefined && ` ${cells}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
