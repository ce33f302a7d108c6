import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { text } from '../text.ts';
import { saveEverything } from './leave-guard.ts';

/** Saves before another page of this window is opened, and asks when that did not work. Once per page with forms. */
export function LeaveQuestion() {
  const blocker = useBlocker({
    shouldBlockFn: async ({ current, next }) => current.pathname !== next.pathname && !(await saveEverything()),
    enableBeforeUnload: false,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <ConfirmDialog
      title={text.saving.leaveTitle}
      body={text.saving.leaveBody}
      confirm={text.saving.leave}
      keep={text.saving.stay}
      onConfirm={blocker.proceed}
      onClose={blocker.reset}
    />
  );
}
