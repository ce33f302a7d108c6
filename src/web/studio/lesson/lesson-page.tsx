import { Button, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { useLiveUpdates } from '../../shared/api/live-updates.ts';
import { outlineQuery } from '../../shared/api/studio/course-editing.ts';
import { editedLessonQuery, lessonEditing } from '../../shared/api/studio/lesson-editing.ts';
import type { EditedLesson } from '../../shared/api/studio/lesson-editing.ts';
import { BackIcon } from '../../shared/ui/icons.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { ConflictBox } from '../autosave/conflict-box.tsx';
import { SaveBadge } from '../autosave/save-badge.tsx';
import { useAutosave } from '../autosave/use-autosave.ts';
import { text } from '../text.ts';
import { MarkdownField } from '../ui/markdown/markdown-field.tsx';
import { Loaded } from '../ui/page-states.tsx';
import { Panel } from '../ui/panel.tsx';
import { EyeIcon } from '../ui/studio-icons.tsx';
import { tellProblem } from '../ui/tell-problem.ts';
import { useVideoStateChanges } from '../videos/use-video-state-changes.ts';
import { AttachmentsPanel } from './attachments-panel.tsx';
import { CaptionsPanel } from './captions-panel.tsx';
import { ChaptersPanel } from './chapters-panel.tsx';
import classes from './lesson-page.module.css';
import type { PlayerHandle } from './player/lesson-player.tsx';
import { LessonPosterPanel } from './lesson-poster-panel.tsx';
import { VideoPanel } from './video-panel.tsx';

/** Everything of one lesson: its video, its words, and the files beside them. */
export function LessonPage() {
  const { id } = useParams({ from: '/studio/lessons/$id' });
  useLiveUpdates();
  const client = useQueryClient();
  const query = useQuery(editedLessonQuery(id));
  useVideoStateChanges(() => void client.invalidateQueries({ queryKey: editedLessonQuery(id).queryKey }));
  usePageTitle(query.data?.title ?? text.lesson.title);
  return (
    <Loaded
      query={query}
      rows={6}
      problemTitle={text.lesson.notLoaded}
      missing={<NotFoundPage title={text.lesson.notFound} />}
    >
      {(lesson) => <LessonEditor key={lesson.id} lesson={lesson} />}
    </Loaded>
  );
}

type Words = Record<'title' | 'text', string>;

function LessonEditor({ lesson }: { lesson: EditedLesson }) {
  const client = useQueryClient();
  const { queryKey } = editedLessonQuery(lesson.id);
  const player = useRef<PlayerHandle>(null);
  const put = (saved: EditedLesson): void => {
    client.setQueryData(queryKey, saved);
    void client.invalidateQueries({ queryKey: outlineQuery(lesson.courseId).queryKey });
  };
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey });
  const form = useAutosave<Words>({
    name: `lesson:${lesson.id}`,
    saved: read(lesson),
    load: async () => read(await client.query({ ...editedLessonQuery(lesson.id), staleTime: 0, retry: false })),
    save: async (changes, version) => {
      const saved = await lessonEditing.change(lesson.id, { ...changes, version });
      put(saved);
      // As it was typed: the server trims, and a space at the end must not vanish under somebody's hands.
      return { fields: { ...read(saved).fields, ...changes }, version: saved.version };
    },
  });
  const publish = useMutation({
    mutationFn: (isPublished: boolean) => lessonEditing.change(lesson.id, { isPublished }),
    onMutate: (isPublished) => client.setQueryData(queryKey, (shown) => shown && { ...shown, isPublished }),
    onError: tellProblem,
    onSuccess: put,
    onSettled: reload,
  });
  const { values, set } = form;
  return (
    <>
      <div className={classes.top}>
        <Link to="/studio/courses/$id" params={{ id: lesson.courseId }} className={classes.back}>
          <BackIcon size={18} />
          {lesson.courseTitle}
        </Link>
        <SaveBadge state={form.state} onRetry={() => void form.saver.flush()} />
      </div>
      <header className={classes.head}>
        <h1 className={classes.hidden}>{values.title}</h1>
        <TextInput
          className={classes.title}
          classNames={{ input: classes.titleInput ?? '' }}
          aria-label={text.lesson.titleLabel}
          value={values.title}
          maxLength={300}
          error={values.title.trim() === '' && text.titleNeeded}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <div className={classes.actions}>
          <Button component="a" href={`/lessons/${lesson.id}`} variant="default" leftSection={<EyeIcon size={16} />}>
            {text.viewAsStudent}
          </Button>
          <Switch
            label={text.lesson.publish}
            checked={lesson.isPublished}
            onChange={(event) => publish.mutate(event.currentTarget.checked)}
          />
        </div>
      </header>
      <ConflictBox form={form} names={text.lesson.fields} />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <VideoPanel lesson={lesson} player={player} onChanged={reload} />
          <Panel title={text.lesson.textHeading} hint={text.lesson.textHint}>
            <MarkdownField
              label={text.lesson.fields.text}
              value={values.text}
              onChange={(value) => set({ text: value })}
            />
          </Panel>
        </div>
        <div className={classes.stack}>
          <ChaptersPanel lesson={lesson} player={player} onChanged={reload} />
          <CaptionsPanel lesson={lesson} onChanged={reload} />
          <LessonPosterPanel lesson={lesson} player={player} onChanged={reload} />
          <AttachmentsPanel lesson={lesson} onChanged={reload} />
        </div>
      </div>
      <nav className={classes.neighbours} aria-label={text.lesson.neighbours}>
        {lesson.previousLessonId !== undefined && (
          <Link to="/studio/lessons/$id" params={{ id: lesson.previousLessonId }} data-previous>
            {text.lesson.previous}
          </Link>
        )}
        {lesson.nextLessonId !== undefined && (
          <Link to="/studio/lessons/$id" params={{ id: lesson.nextLessonId }}>
            {text.lesson.next}
          </Link>
        )}
      </nav>
    </>
  );
}

function read(lesson: EditedLesson): { fields: Words; version: number } {
  return { fields: { title: lesson.title, text: lesson.text }, version: lesson.version };
}
