import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatBytes } from '../../shared/format.ts';
import { overviewQuery } from '../api/admin-queries.ts';
import type { Overview } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { Figures, Tag } from '../ui/figures.tsx';
import { Answered, Nothing, Page, Section } from '../ui/page.tsx';
import { VideoTable } from '../videos/video-table.tsx';
import classes from './overview-page.module.css';

/** Trouble first, then how full and busy everything is. */
export function OverviewPage() {
  const query = useQuery(overviewQuery);
  return (
    <Page title={text.overview.title}>
      <Answered query={query}>{(overview) => <Content overview={overview} />}</Answered>
    </Page>
  );
}

function Content({ overview }: { overview: Overview }) {
  const { videos, people, courses, disk, queue } = overview;
  const words = text.overview;
  return (
    <>
      <Section title={words.attention}>
        {overview.attention.length === 0 ? (
          <Nothing title={words.allWell} hint={words.allWellHint} />
        ) : (
          <VideoTable videos={overview.attention} />
        )}
      </Section>
      <Section title={words.health}>
        <ul className={classes.checks}>
          {overview.checks.map(({ name, ok, message }) => (
            <li key={name}>
              <Tag tone={ok ? 'good' : 'bad'}>{words.checkName(name)}</Tag>
              <span>{ok ? words.works : message}</span>
            </li>
          ))}
        </ul>
        <p className={classes.version}>{words.version(overview.version)}</p>
        <Figures
          figures={[
            { name: words.free, value: formatBytes(disk.freeBytes), hint: words.freeHint(formatBytes(disk.usedBytes)) },
            {
              name: words.queue,
              value: words.queueValue(queue.active, queue.waiting),
              hint: words.queueHint(queue.delayed),
            },
            {
              name: words.videos,
              value: videos.ready,
              hint: words.videosHint(videos.uploading + videos.processing, videos.failed),
            },
            {
              name: words.orphaned,
              value: (
                <Link to="/admin/videos" search={{ filter: 'orphaned' }} className={classes.link}>
                  {videos.orphaned}
                </Link>
              ),
              hint: words.orphanedHint,
            },
            {
              name: words.people,
              value: people.admins + people.instructors + people.students,
              hint: words.peopleHint(people.students, people.instructors, people.admins),
            },
            { name: words.courses, value: courses.published, hint: words.coursesHint(courses.drafts, courses.lessons) },
          ]}
        />
      </Section>
    </>
  );
}
