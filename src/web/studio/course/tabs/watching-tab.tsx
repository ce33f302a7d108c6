import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CourseOutline } from '../../../shared/api/studio/course-editing.ts';
import { courseWatchersQuery, lessonWatchersQuery } from '../../../shared/api/studio/enrolment-editing.ts';
import { formatAge, formatDuration } from '../../../shared/format.ts';
import { text } from '../../text.ts';
import { Empty, Loaded } from '../../ui/page-states.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Share } from './share.tsx';
import classes from './tabs.module.css';

/** How much of each lesson is watched, and by whom. */
export function WatchingTab({ course }: { course: CourseOutline }) {
  const query = useQuery({ ...courseWatchersQuery(course.id), staleTime: 0 });
  const [openId, setOpenId] = useState<string>();
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
                          disabled={lesson.watchers === 0}
                          onClick={() => setOpenId(openId === lesson.id ? undefined : lesson.id)}
                        >
                          {lesson.title}
                        </button>
                      </th>
                      <td>{lesson.watchers}</td>
                      <td>{lesson.completed}</td>
                      <td>
                        <Share percent={lesson.averageCoveragePercent} />
                      </td>
                    </tr>
                    {openId === lesson.id && (
                      <tr>
                        <td colSpan={4}>
                          <Watchers lessonId={lesson.id} />
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

function Watchers({ lessonId }: { lessonId: string }) {
  const query = useQuery({ ...lessonWatchersQuery(lessonId), staleTime: 0 });
  return (
    <Loaded query={query} rows={1}>
      {({ watchers }) => (
        <ul className={classes.watchers}>
          {watchers.map((person) => (
            <li key={person.id}>
              <strong>{person.name}</strong>
              <Share percent={person.coveragePercent} />
              <span>
                {person.isCompleted
                  ? text.watching.done
                  : person.positionSeconds !== undefined && text.watching.at(formatDuration(person.positionSeconds))}
              </span>
              <span>{person.lastSeenAt ? formatAge(new Date(person.lastSeenAt), new Date()) : ''}</span>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
