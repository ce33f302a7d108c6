import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FilmIcon } from '../../../shared/ui/icons.tsx';
import { text } from '../../text.ts';
import { ChooseFile } from '../../uploads/choose/choose-file.tsx';
import classes from './poster-field.module.css';
import { ImageIcon } from '../studio-icons.tsx';
import { tellProblem } from '../tell-problem.ts';

const ACCEPTED = 'image/jpeg,image/png,image/webp';
const MAX_BYTES = 5 * 1024 ** 2;

/** A picture that stands for a course or a lesson. `children` are further ways to choose one. */
export function PosterField(props: {
  url: string | undefined;
  /** Whether the picture shown can be taken away. */
  isOwn: boolean;
  onFile: (file: File) => Promise<unknown>;
  onRemove: () => Promise<unknown>;
  onDone: () => Promise<unknown>;
  children?: ReactNode;
}) {
  const options = { onError: tellProblem, onSuccess: props.onDone };
  const send = useMutation({
    mutationFn: async (file: File) => {
      if (!ACCEPTED.split(',').includes(file.type)) throw new Error(text.poster.wrongType);
      if (file.size > MAX_BYTES) throw new Error(text.poster.tooLarge);
      await props.onFile(file);
    },
    ...options,
  });
  const remove = useMutation({ mutationFn: props.onRemove, ...options });
  return (
    <div className={classes.field}>
      <div className={classes.picture}>
        {props.url === undefined ? <FilmIcon size={32} /> : <img src={props.url} alt={text.poster.alt} />}
      </div>
      <div className={classes.actions}>
        {props.children}
        <ChooseFile
          size="xs"
          label={props.url === undefined ? text.poster.upload : text.poster.replace}
          accept={ACCEPTED}
          icon={<ImageIcon size={16} />}
          isBusy={send.isPending}
          onFiles={([file]) => {
            if (file !== undefined) send.mutate(file);
          }}
        />
        {props.isOwn && (
          <Button size="xs" variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate()}>
            {text.remove}
          </Button>
        )}
      </div>
    </div>
  );
}
