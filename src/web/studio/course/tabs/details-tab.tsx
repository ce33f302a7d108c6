import { TextInput, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { courseEditing, outlineQuery, taughtCoursesQuery } from '../../../shared/api/studio/course-editing.ts';
import type { CourseOutline } from '../../../shared/api/studio/course-editing.ts';
import { ConflictBox } from '../../autosave/conflict-box.tsx';
import { browserDrafts } from '../../autosave/draft-store.ts';
import { SaveBadge } from '../../autosave/save-badge.tsx';
import { useAutosave } from '../../autosave/use-autosave.ts';
import { text } from '../../text.ts';
import { MarkdownField } from '../../ui/markdown/markdown-field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PosterField } from '../../ui/poster/poster-field.tsx';
import classes from './tabs.module.css';

type Words = Record<'title' | 'summary' | 'description', string>;

const draftName = (courseId: string): string => `course:${courseId}`;

/** Puts what was typed elsewhere among what is not on the server yet: the details send it, or show both versions. */
export function keepDetailsDraft(course: CourseOutline, changes: Partial<Words>): void {
  const drafts = browserDrafts<Words>(draftName(course.id));
  const known = drafts.read();
  const base = Object.fromEntries(Object.keys(changes).map((name) => [name, pick(course)[name as keyof Words]]));
  drafts.write({ changes: { ...known?.changes, ...changes }, base: { ...known?.base, ...base } });
}

/** What a course is called, what it is about, and its picture. Saves itself. */
export function DetailsTab({ course }: { course: CourseOutline }) {
  const client = useQueryClient();
  const { queryKey } = outlineQuery(course.id);
  const form = useAutosave<Words>({
    name: draftName(course.id),
    saved: read(course),
    load: async () => read(await client.query({ ...outlineQuery(course.id), staleTime: 0, retry: false })),
    save: async (changes, version) => {
      const sent = trimmed(changes);
      const answer = await courseEditing.change(course.id, { ...sent, version });
      client.setQueryData(queryKey, (shown) => shown && { ...shown, ...sent, version: answer.version });
      void client.invalidateQueries({ queryKey: taughtCoursesQuery.queryKey });
      return { fields: { ...pick(answer), ...changes }, version: answer.version };
    },
  });
  const { values, set } = form;
  return (
    <>
      <ConflictBox form={form} names={text.details} />
      <div className={classes.columns}>
        <Panel
          title={text.details.heading}
          aside={<SaveBadge state={form.state} onRetry={() => void form.saver.flush()} />}
        >
          <div className={classes.fields}>
            <TextInput
              label={text.details.title}
              required
              maxLength={300}
              value={values.title}
              error={values.title.trim() === '' && text.titleNeeded}
              onChange={(event) => set({ title: event.currentTarget.value })}
            />
            <Textarea
              label={text.details.summary}
              description={text.details.summaryHint}
              maxLength={1000}
              rows={2}
              value={values.summary}
              onChange={(event) => set({ summary: event.currentTarget.value })}
            />
            <MarkdownField
              label={text.details.description}
              value={values.description}
              onChange={(description) => set({ description })}
            />
          </div>
        </Panel>
        <Panel title={text.details.poster} hint={text.details.posterHint}>
          <PosterField
            url={course.posterUrl}
            isOwn={course.hasOwnPoster === true}
            onFile={(file) => courseEditing.setPoster(course.id, file)}
            onRemove={() => courseEditing.removePoster(course.id)}
            onDone={() => client.invalidateQueries({ queryKey: ['studio'] })}
          />
        </Panel>
      </div>
    </>
  );
}

function read(course: CourseOutline): { fields: Words; version: number } {
  return { fields: pick(course), version: course.version };
}

function pick({ title, summary, description }: CourseOutline): Words {
  return { title, summary, description };
}

/** As the server keeps it. */
function trimmed(changes: Partial<Words>): Partial<Words> {
  return Object.fromEntries(Object.entries(changes).map(([name, words]) => [name, words.trim()]));
}
