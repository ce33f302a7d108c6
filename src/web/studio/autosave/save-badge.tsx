import { Button } from '@mantine/core';
import { CheckIcon } from '../ui/studio-icons.tsx';
import { text } from '../text.ts';
import type { SaveState } from './autosaver.ts';
import classes from './save-badge.module.css';

/** Whether everything typed is on the server, always in the same place. */
export function SaveBadge({ state, onRetry }: { state: SaveState; onRetry: () => void }) {
  return (
    <div className={classes.badge} data-kind={state.kind}>
      <span role="status">
        {state.kind === 'saved' && (
          <>
            <CheckIcon size={16} /> {text.saving.saved}
          </>
        )}
        {state.kind === 'saving' && text.saving.saving}
        {state.kind === 'failed' && text.saving.failed(navigator.onLine ? state.reason : text.saving.offline)}
        {state.kind === 'conflict' && text.saving.conflict}
      </span>
      {state.kind === 'failed' && (
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          {text.saving.retry}
        </Button>
      )}
    </div>
  );
}
