import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useLiveUpdates } from '../../shared/api/live-updates.ts';
import { courseEditing, taughtCoursesQuery } from '../../shared/api/studio/course-editing.ts';
import type { TaughtCourse } from '../../shared/api/studio/course-editing.ts';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { text } from '../text.ts';
import { Empty, Loaded } from '../ui/page-states.tsx';
import { PlusIcon } from '../ui/studio-icons.tsx';
import { tellProblem } from '../ui/tell-problem.ts';
import { useVideoStateChanges } from '../videos/use-video-state-changes.ts';
import { CourseRow } from './course-row.tsx';
import classes from './studio-home-page.module.css';

const SEARCH_FROM = 6;

/** The courses one teaches, with what their videos are doing. */
export function StudioHomePage() {
  usePageTitle(text.home.title);
  useLiveUpdates();
  const client = useQueryClient();
  const query = useQuery(taughtCoursesQuery);
  useVideoStateChanges(() => void client.invalidateQueries({ queryKey: taughtCoursesQuery.queryKey }));
  const [isNaming, setIsNaming] = useState(false);
  return (
    <>
      <header className={classes.head}>
        <h1>{text.home.title}</h1>
        <Button leftSection={<PlusIcon size={18} />} onClick={() => setIsNaming(true)}>
          {text.home.create}
        </Button>
      </header>
      {isNaming && <NewCourse onClose={() => setIsNaming(false)} />}
      <Loaded query={query}>{(courses) => <CourseList courses={courses} onCreate={() => setIsNaming(true)} />}</Loaded>
    </>
  );
}

function CourseList({ courses, onCreate }: { courses: readonly TaughtCourse[]; onCreate: () => void }) {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const shown = useMemo(() => courses.filter(({ title }) => title.toLowerCase().includes(wanted)), [courses, wanted]);
  if (courses.length === 0) {
    return (
      <Empty title={text.home.empty} hint={text.home.emptyHint}>
        <Button onClick={onCreate}>{text.home.createFirst}</Button>
      </Empty>
    );
  }
  return (
    <>
      {courses.length >= SEARCH_FROM && (
        <TextInput
          className={classes.search}
          type="search"
          aria-label={text.home.search}
          placeholder={text.home.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {shown.length === 0 && <Empty title={text.home.nothingFound} hint={text.home.nothingFoundHint(search)} />}
      <ul className={classes.list} aria-label={text.home.title}>
        {shown.map((course) => (
          <li key={course.id}>
            <CourseRow course={course} />
          </li>
        ))}
      </ul>
    </>
  );
}

function NewCourse({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const create = useMutation({
    mutationFn: () => courseEditing.create(title.trim()),
    onError: tellProblem,
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: taughtCoursesQuery.queryKey });
      await navigate({ to: '/studio/courses/$id', params: { id } });
    },
  });
  return (
    <dialog ref={dialog} className={classes.dialog} aria-labelledby="new-course" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim() !== '') create.mutate();
        }}
      >
        <h2 id="new-course">{text.home.newTitle}</h2>
        <TextInput
          label={text.home.newLabel}
          description={text.home.newHint}
          value={title}
          maxLength={300}
          autoFocus
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={() => dialog.current?.close()}>
            {text.cancel}
          </Button>
          <Button type="submit" disabled={title.trim() === ''} loading={create.isPending}>
            {text.home.newConfirm}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
