import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CourseOutline } from '../../../shared/api/studio/course-editing.ts';
import { courseWatchersQuery, lessonWatchersQuery } from '../../../shared/api/studio/enrolment-editing.ts';
import type { LessonWatcher } from '../../../shared/api/studio/enrolment-editing.ts';
import { formatAge, formatDuration, formatPercent } from '../../../shared/format.ts';
import { text } from '../../text.ts';
import { Empty, Loaded } from '../../ui/page-states.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Share } from './share.tsx';
import classes from './tabs.module.css';

/** How much of each lesson is watched, and by whom. */
export function WatchingTab({ course }: { course: CourseOutline }) {
  const query = useQuery({ ...courseWatchersQuery(course.id), staleTime: 0 });
  const [openId, setOpenId] = useState<string>();
  const durations = new Map(
    course.modules.flatMap(({ lessons }) => lessons.map(({ id, durationSeconds }) => [id, durationSeconds])),
  );
  return (
    <Loaded query={query}>
      {({ lessons }) =>
        lessons.length === 0 ? (
          <Empty title={text.watching.empty} hint={text.watching.emptyHint} />
        ) : (
          <Panel title={text.watching.heading} hint={text.watching.hint}>
            <div className={classes.scroll} tabIndex={0} role="group" aria-label={text.watching.heading}>
              <table className={classes.table}>
                <thead>
                  <tr>
                    <th scope="col">{text.watching.lesson}</th>
                    <th scope="col">{text.watching.watchers}</th>
                    <th scope="col">{text.watching.completed}</th>
                    <th scope="col">{text.watching.coverage}</th>
                  </tr>
                </thead>
                {lessons.map((lesson) => (
                  <tbody key={lesson.id}>
                    <tr>
                      <th scope="row">
                        <button
                          type="button"
                          className={classes.disclose}
                          aria-expanded={openId === lesson.id}
                          disabled={lesson.begun === 0}
                          onClick={() => setOpenId(openId === lesson.id ? undefined : lesson.id)}
                        >
                          {lesson.title}
                        </button>
                      </th>
                      <td>{lesson.begun}</td>
                      <td>{lesson.completed}</td>
                      <td>
                        <Share percent={lesson.meanCoveragePercent} />
                      </td>
                    </tr>
                    {openId === lesson.id && (
                      <tr>
                        <td colSpan={4}>
                          <Watchers lessonId={lesson.id} durationSeconds={durations.get(lesson.id)} />
                        </td>
                      </tr>
                    )}
                  </tbody>
                ))}
              </table>
            </div>
          </Panel>
        )
      }
    </Loaded>
  );
}

function Watchers({ lessonId, durationSeconds }: { lessonId: string; durationSeconds: number | undefined }) {
  const query = useQuery({ ...lessonWatchersQuery(lessonId), staleTime: 0 });
  return (
    <Loaded query={query} rows={1}>
      {({ watchers }) => (
        <ul className={classes.watchers}>
          {watchers.map((person) => (
            <li key={person.id}>
              <strong>{person.name}</strong>
              <span className={classes.share}>
                <PlayedStrip played={person.played} durationSeconds={durationSeconds} />
                {formatPercent(person.coveragePercent)}
              </span>
              <span>
                {person.isCompleted ? text.watching.done : text.watching.at(formatDuration(person.positionSeconds))}
              </span>
              <span>{person.lastWatchedAt !== undefined && formatAge(new Date(person.lastWatchedAt), new Date())}</span>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

/** Which parts were played, along the length of the lesson. */
function PlayedStrip(props: { played: LessonWatcher['played']; durationSeconds: number | undefined }) {
  const { durationSeconds = 0 } = props;
  if (durationSeconds <= 0) return null;
  return (
    <span className={`${classes.track} ${classes.strip}`} aria-hidden="true">
      {props.played.map(([from, to]) => (
        <span
          key={from}
          className={classes.part}
          style={{ left: `${(from / durationSeconds) * 100}%`, width: `${((to - from) / durationSeconds) * 100}%` }}
        />
      ))}
    </span>
  );
}
