import { Button, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../shared/api/api-client.ts';
import { useLiveUpdates } from '../../shared/api/live-updates.ts';
import { courseEditing, outlineQuery, taughtCoursesQuery } from '../../shared/api/studio/course-editing.ts';
import type { CourseOutline } from '../../shared/api/studio/course-editing.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { BackIcon } from '../../shared/ui/icons.tsx';
import { useCurrentInView } from '../../shared/ui/use-current-in-view.ts';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { text } from '../text.ts';
import { InlineTitle } from '../ui/inline-title.tsx';
import { Loaded } from '../ui/page-states.tsx';
import { PublishedTag } from '../ui/published-tag.tsx';
import { EyeIcon } from '../ui/studio-icons.tsx';
import { tellProblem } from '../ui/tell-problem.ts';
import { OutlineTime } from '../videos/use-lesson-video.ts';
import { useVideoStateChanges } from '../videos/use-video-state-changes.ts';
import classes from './course-page.module.css';
import { Outline } from './outline/outline.tsx';
import { DetailsTab, keepDetailsDraft } from './tabs/details-tab.tsx';
import { PeopleTab } from './tabs/people-tab.tsx';
import { SettingsTab } from './tabs/settings-tab.tsx';
import { WatchingTab } from './tabs/watching-tab.tsx';

const TABS = ['lessons', 'details', 'people', 'watching', 'settings'] as const;
type Tab = (typeof TABS)[number];

/** Building a course: its lessons, its description, its people, and how much of it is watched. */
export function CoursePage() {
  const { id } = useParams({ from: '/studio/courses/$id' });
  useLiveUpdates();
  const client = useQueryClient();
  const query = useQuery(outlineQuery(id));
  useVideoStateChanges(() => void client.invalidateQueries({ queryKey: outlineQuery(id).queryKey }));
  usePageTitle(query.data?.title ?? text.home.title);
  return (
    <>
      <Link to="/studio" className={classes.back}>
        <BackIcon size={18} />
        {text.nav.courses}
      </Link>
      <Loaded
        query={query}
        rows={6}
        problemTitle={text.course.notLoaded}
        missing={<NotFoundPage title={text.course.notFound} />}
      >
        {(course) => (
          <OutlineTime value={query.dataUpdatedAt}>
            <CourseBuilder key={course.id} course={course} />
          </OutlineTime>
        )}
      </Loaded>
    </>
  );
}

function CourseBuilder({ course }: { course: CourseOutline }) {
  const search = useSearch({ from: '/studio/courses/$id' });
  const tab: Tab = TABS.find((each) => each === search.tab) ?? 'lessons';
  const tabRow = useCurrentInView(tab);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [detailsOpened, setDetailsOpened] = useState(0);
  const { queryKey } = outlineQuery(course.id);
  const change = useMutation({
    mutationFn: (wanted: { title?: string; isPublished?: boolean }) =>
      courseEditing.change(course.id, wanted.title === undefined ? wanted : { ...wanted, version: course.version }),
    // The title is not shown before the server has it: the details begin with what is known of the course.
    onMutate: ({ isPublished }) =>
      client.setQueryData(
        queryKey,
        (shown) => shown && { ...shown, ...(isPublished !== undefined && { isPublished }) },
      ),
    onSuccess: (answer) => client.setQueryData(queryKey, answer), // as a whole: its version is that of its words
    onError: async (error, { title }) => {
      if (title === undefined || !(error instanceof ApiError && error.status === 409)) return tellProblem(error);
      // As if it had been typed among the details: there both titles are shown, if somebody has changed it.
      keepDetailsDraft(course, { title });
      setDetailsOpened((times) => times + 1);
      await navigate({ to: '/studio/courses/$id', params: { id: course.id }, search: { tab: 'details' } });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: taughtCoursesQuery.queryKey });
      return client.invalidateQueries({ queryKey });
    },
  });
  return (
    <>
      <header className={classes.head}>
        <div className={classes.words}>
          <InlineTitle title={course.title} onSave={(title) => change.mutate({ title })}>
            <h1>{(change.isPending && change.variables.title) || course.title}</h1>
          </InlineTitle>
          <p className={classes.facts}>
            <PublishedTag isPublished={course.isPublished} />
            <span>{text.lessons(course.modules.reduce((sum, { lessons }) => sum + lessons.length, 0))}</span>
            {course.studentCount !== undefined && <span>{text.students(course.studentCount)}</span>}
          </p>
        </div>
        <div className={classes.actions}>
          <Button component="a" href={`/courses/${course.id}`} variant="default" leftSection={<EyeIcon size={16} />}>
            {text.viewAsStudent}
          </Button>
          <Switch
            label={text.course.publish}
            checked={course.isPublished}
            onChange={(event) => change.mutate({ isPublished: event.currentTarget.checked })}
          />
        </div>
      </header>
      <nav ref={tabRow} className={classes.tabs} aria-label={text.course.tabsLabel}>
        {TABS.map((each) => (
          <Link
            key={each}
            to="/studio/courses/$id"
            params={{ id: course.id }}
            search={each === 'lessons' ? {} : { tab: each }}
            aria-current={each === tab ? 'page' : undefined}
            data-current={each === tab || undefined}
            activeProps={{}}
            resetScroll={false}
          >
            {text.course.tabs[each]}
          </Link>
        ))}
      </nav>
      {tab === 'lessons' && <Outline course={course} />}
      {tab === 'details' && <DetailsTab key={detailsOpened} course={course} />}
      {tab === 'people' && <PeopleTab course={course} />}
      {tab === 'watching' && <WatchingTab course={course} />}
      {tab === 'settings' && <SettingsTab course={course} />}
    </>
  );
}
