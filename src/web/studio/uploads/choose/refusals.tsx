import { Alert } from '@mantine/core';
import { text } from '../../../shared/text.ts';
import classes from './refusals.module.css';

/** A file that was not taken, and why. */
export interface Refusal {
  readonly fileName: string;
  readonly reason: string;
}

/** Files that were not taken when they were last chosen. */
export function Refusals({ refusals, onDismiss }: { refusals: readonly Refusal[]; onDismiss: () => void }) {
  if (refusals.length === 0) return null;
  return (
    <Alert
      className={classes.refusals}
      color="red"
      variant="light"
      role="alert"
      withCloseButton
      closeButtonLabel={text.uploads.dismiss}
      onClose={onDismiss}
    >
      <ul>
        {refusals.map(({ fileName, reason }) => (
          <li key={fileName}>
            <strong>{fileName}</strong> {reason}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
