import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Switch } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { OutlineLesson } from '../../../shared/api/studio/course-editing.ts';
import { formatDuration } from '../../../shared/format.ts';
import { StateTag } from '../../../shared/progress/state-tag.tsx';
import { FilmIcon } from '../../../shared/ui/icons.tsx';
import { text } from '../../text.ts';
import { InlineTitle } from '../../ui/inline-title.tsx';
import { GripIcon, TextIcon } from '../../ui/studio-icons.tsx';
import { UploadActions, UploadProgress } from '../../uploads/upload-progress.tsx';
import { useLessonVideo, useUploadFor } from '../../videos/use-lesson-video.ts';
import { VideoProgress } from '../../videos/video-progress.tsx';
import classes from './lesson-line.module.css';
import { LessonMenu } from './lesson-menu.tsx';
import type { OutlineEditing } from './use-outline-editing.ts';

/** What a line needs from the outline around it; the same object until the course is another. */
export interface LineContext {
  readonly editing: OutlineEditing;
  /** Keys on a line's handle: lift, carry, put down. */
  readonly onHandleKey: (event: KeyboardEvent, lessonId: string) => void;
  readonly onHandleBlur: (lessonId: string) => void;
  readonly onFile: (lessonId: string, file: File) => void;
}

/** A lesson in the outline. Its handle is dragged with a pointer, or carried with the keyboard. */
export const LessonLine = memo(function LessonLine(props: {
  lesson: OutlineLesson;
  isLifted: boolean;
  context: LineContext;
}) {
  const { lesson, context } = props;
  const sortable = useSortable({ id: lesson.id, data: { kind: 'lesson' } });
  return (
    <li
      ref={sortable.setNodeRef}
      className={classes.line}
      data-lesson={lesson.id}
      data-dragged={sortable.isDragging || undefined}
      data-lifted={props.isLifted || undefined}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
    >
      <button
        type="button"
        ref={sortable.setActivatorNodeRef}
        className={classes.handle}
        aria-label={text.outline.moveLesson(lesson.title)}
        aria-describedby="how-to-move"
        aria-pressed={props.isLifted}
        {...sortable.listeners}
        onKeyDown={(event) => context.onHandleKey(event, lesson.id)}
        onBlur={() => context.onHandleBlur(lesson.id)}
      >
        <GripIcon size={18} />
      </button>
      <LessonBody lesson={lesson} context={context} />
    </li>
  );
});

const LessonBody = memo(function LessonBody({ lesson, context }: { lesson: OutlineLesson; context: LineContext }) {
  const { id, title, isPublished } = lesson;
  const { editing } = context;
  const video = useLessonVideo(lesson.video);
  const replacement = useLessonVideo(lesson.replacement);
  const coming = replacement ?? video;
  const upload = useUploadFor(id, coming);
  const [isRenaming, setIsRenaming] = useState(false);
  const isOpen = upload !== undefined || (coming !== undefined && coming.state !== 'ready');
  return (
    <div className={classes.body}>
      <div className={classes.head}>
        <span className={classes.poster}>
          {lesson.posterUrl !== undefined ? (
            <img src={lesson.posterUrl} alt="" loading="lazy" />
          ) : lesson.kind === 'text' ? (
            <TextIcon size={18} />
          ) : (
            <FilmIcon size={18} />
          )}
        </span>
        <div className={classes.words}>
          <InlineTitle
            title={title}
            isEditing={isRenaming}
            onEdit={setIsRenaming}
            onSave={(next) => void editing.renameLesson(id, next)}
          >
            <Link className={classes.title} to="/studio/lessons/$id" params={{ id }} preload={false}>
              {title}
            </Link>
          </InlineTitle>
          <span className={classes.facts}>
            {upload !== undefined && <StateTag video={{ state: 'uploading', isPlayable: false }} />}
            {upload === undefined && video !== undefined && <StateTag video={video} />}
            {upload === undefined && video === undefined && (
              <span>{lesson.kind === 'text' ? text.outline.textOnly : text.outline.noVideo}</span>
            )}
            {lesson.durationSeconds !== undefined && lesson.durationSeconds > 0 && (
              <span>{formatDuration(lesson.durationSeconds)}</span>
            )}
          </span>
        </div>
        <div className={classes.actions}>
          {upload !== undefined && <UploadActions upload={upload} onCancel={() => void editing.reload()} />}
          <Switch
            size="sm"
            checked={isPublished}
            aria-label={text.outline.publishLesson(title)}
            title={isPublished ? text.published : text.draft}
            onChange={(event) => void editing.publishLesson(id, event.currentTarget.checked)}
          />
          <LessonMenu lesson={lesson} editing={editing} onRename={() => setIsRenaming(true)} />
        </div>
      </div>
      {isOpen && (
        <div className={classes.state}>
          {upload === undefined ? (
            video !== undefined && <VideoProgress video={video} onFile={(file) => context.onFile(id, file)} />
          ) : (
            <UploadProgress upload={upload} />
          )}
        </div>
      )}
    </div>
  );
});

/** What follows the pointer while a lesson is dragged. */
export function LessonGhost({ title }: { title: string }) {
  return (
    <div className={`${classes.line} ${classes.ghost}`}>
      <ActionIcon variant="subtle" color="gray" size="md" component="span">
        <GripIcon size={18} />
      </ActionIcon>
      <span className={classes.title}>{title}</span>
    </div>
  );
}
