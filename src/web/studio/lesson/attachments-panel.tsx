import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { lessonEditing } from '../../shared/api/studio/lesson-editing.ts';
import type { EditedLesson } from '../../shared/api/studio/lesson-editing.ts';
import { formatBytes } from '../../shared/format.ts';
import { text } from '../text.ts';
import { Panel } from '../ui/panel.tsx';
import { ClipIcon } from '../ui/studio-icons.tsx';
import { tellProblem } from '../ui/tell-problem.ts';
import { ChooseFile } from '../uploads/choose/choose-file.tsx';
import classes from './lists.module.css';

const MAX_BYTES = 100 * 1024 ** 2;

/** Files that students download beside the lesson. */
export function AttachmentsPanel(props: { lesson: EditedLesson; onChanged: () => Promise<void> }) {
  const { lesson, onChanged } = props;
  const add = useMutation({
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) {
        if (file.size > MAX_BYTES) throw new Error(text.attachments.tooLarge(file.name, formatBytes(MAX_BYTES)));
        await lessonEditing.addAttachment(lesson.id, file);
      }
    },
    onError: tellProblem,
    onSettled: onChanged,
  });
  const remove = useMutation({
    mutationFn: (id: string) => lessonEditing.removeAttachment(lesson.id, id),
    onError: tellProblem,
    onSuccess: onChanged,
  });
  return (
    <Panel title={text.attachments.heading} hint={text.attachments.hint}>
      <ul className={classes.list}>
        {lesson.attachments.map(({ id, fileName, sizeBytes, url }) => (
          <li key={id} className={classes.row}>
            <a className={classes.grow} href={url}>
              {fileName}
            </a>
            <span className={classes.quiet}>{formatBytes(sizeBytes)}</span>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={text.attachments.remove(fileName)}
              onClick={() => remove.mutate(id)}
            >
              {text.remove}
            </Button>
          </li>
        ))}
      </ul>
      <div className={classes.actions}>
        <ChooseFile
          size="xs"
          takesMany
          label={text.attachments.add}
          accept="*"
          icon={<ClipIcon size={16} />}
          isBusy={add.isPending}
          onFiles={(files) => add.mutate(files)}
        />
      </div>
    </Panel>
  );
}
