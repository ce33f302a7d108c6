import { Link } from '@tanstack/react-router';
import { formatAge, formatBytes, formatDuration, formatPercent } from '../../shared/format.ts';
import type { AdminVideo } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Tag } from '../ui/figures.tsx';
import classes from './video-table.module.css';

/** Which videos are chosen for an action. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  toggle(id: string): void;
}

/** Videos with all that an administrator wants to know of them; with a box before each where they can be chosen. */
export function VideoTable({ videos, selection }: { videos: readonly AdminVideo[]; selection?: Selection }) {
  const { columns } = text.videos;
  const shown: Column<AdminVideo>[] = [
    {
      title: columns.video,
      isHead: true,
      cell: (video) => <TitleCell video={video} {...(selection && { selection })} />,
    },
    { title: columns.state, cell: (video) => <StateCell video={video} /> },
    { title: columns.courses, cell: (video) => <CoursesCell video={video} /> },
    {
      title: columns.owner,
      cell: ({ owner }) => owner?.name ?? (owner ? text.videos.programOwner : text.videos.noOwner),
    },
    {
      title: columns.size,
      isNumber: true,
      cell: ({ originalBytes, renditionBytes }) => (
        <span title={text.videos.sizeOf(formatBytes(originalBytes), formatBytes(renditionBytes))}>
          {formatBytes(originalBytes + renditionBytes)}
        </span>
      ),
    },
    {
      title: columns.added,
      isNumber: true,
      cell: ({ createdAt }) => <time dateTime={createdAt}>{formatAge(new Date(createdAt), new Date())}</time>,
    },
  ];
  return <DataTable label={text.videos.label} columns={shown} rows={videos} rowKey={({ id }) => id} />;
}

function TitleCell({ video, selection }: { video: AdminVideo; selection?: Selection }) {
  const { id, title, fileName, durationSeconds } = video;
  return (
    <div className={classes.title}>
      {selection && (
        <input
          type="checkbox"
          aria-label={text.videos.select(title)}
          checked={selection.ids.has(id)}
          onChange={() => selection.toggle(id)}
        />
      )}
      <div>
        <Link to="/watch/$id" params={{ id }} className={classes.name}>
          {title}
        </Link>
        <div className={classes.quiet}>
          {fileName}
          {durationSeconds !== undefined && ` · ${formatDuration(durationSeconds)}`}
        </div>
      </div>
    </div>
  );
}

function StateCell({ video }: { video: AdminVideo }) {
  const { state, isStuck, percent, playable, error, lastMoveAt } = video;
  const words = text.videos;
  if (isStuck) {
    return (
      <div className={classes.trouble}>
        <Tag tone="bad">{words.stuck}</Tag>
        <p>{words.stuckHint(formatAge(new Date(lastMoveAt), new Date()))}</p>
      </div>
    );
  }
  if (state === 'failed') {
    return (
      <div className={classes.trouble}>
        <Tag tone="bad">{words.states.failed}</Tag>
        {error && (
          <>
            <p>{error.message}</p>
            <p className={classes.quiet}>{error.action}</p>
            {error.detail !== undefined && (
              <details>
                <summary>{words.details}</summary>
                <pre tabIndex={0}>{error.detail}</pre>
              </details>
            )}
          </>
        )}
      </div>
    );
  }
  return (
    <div>
      <Tag tone={state === 'ready' ? 'good' : 'plain'}>{words.states[state]}</Tag>
      {state === 'processing' && (
        <div className={classes.quiet}>
          {words.percent(formatPercent(percent))}
          {playable && `, ${words.playable}`}
        </div>
      )}
    </div>
  );
}

function CoursesCell({ video: { courses, isOrphaned } }: { video: AdminVideo }) {
  if (courses.length === 0) return isOrphaned ? <span className={classes.quiet}>{text.videos.noLesson}</span> : null;
  return (
    <ul className={classes.courses}>
      {courses.map(({ id, title, lessonId }) => (
        <li key={lessonId}>
          <a href={`/studio/courses/${id}`}>{title}</a>
        </li>
      ))}
    </ul>
  );
}
