import { Button } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../shared/api/api-client.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import type { ActionResult, VideoAction } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { useToldAction } from '../ui/use-told-action.ts';
import classes from './action-bar.module.css';

/** Something that was refused, under the name it has for people. */
export interface Refusal {
  readonly title: string;
  readonly message: string;
}

/** What can be done with the chosen videos. */
export function ActionBar(props: {
  ids: readonly string[];
  titleOf: (id: string) => string;
  onDone: (refusals: readonly Refusal[]) => void;
}) {
  const { ids } = props;
  const [asked, setAsked] = useState<'delete' | 'reencode'>();
  const words = text.videos;
  const action = useToldAction(
    async (name: VideoAction) =>
      await request<{ results: ActionResult[] }>('POST', '/admin/videos/actions', { body: { action: name, ids } }),
    ({ results }, name) => {
      const done = results.filter(({ ok }) => ok).length;
      if (done > 0) tell(words.done(name, done));
      props.onDone(
        results.flatMap(({ id, error }) => (error ? [{ title: props.titleOf(id), message: error.message }] : [])),
      );
    },
  );
  const isBusyWith = (name: VideoAction): boolean => action.isPending && action.variables === name;
  return (
    <div className={classes.bar} role="group" aria-label={words.selected(ids.length)}>
      <span className={classes.count}>{words.selected(ids.length)}</span>
      {(['retry', 'cancel', 'reencode', 'delete'] as const).map((name) => (
        <Button
          key={name}
          size="xs"
          variant="default"
          loading={isBusyWith(name)}
          disabled={action.isPending && !isBusyWith(name)}
          onClick={() => (name === 'delete' || name === 'reencode' ? setAsked(name) : action.mutate(name))}
        >
          {words.actions[name]}
        </Button>
      ))}
      {asked !== undefined && (
        <ConfirmDialog
          title={asked === 'delete' ? words.deleteTitle(ids.length) : words.reencodeTitle(ids.length)}
          body={asked === 'delete' ? words.deleteBody : words.reencodeBody}
          confirm={words.actions[asked]}
          keep={text.keep}
          onConfirm={() => action.mutate(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}
