import { Button, TextInput } from '@mantine/core';
import { tell } from '../../shared/ui/toasts.tsx';
import { text } from '../text.ts';
import { FormDialog } from './form-dialog.tsx';

/** Shows a link or key once, to be copied. */
export function SecretDialog(props: { title: string; hint: string; value: string; onClose: () => void }) {
  return (
    <FormDialog title={props.title} hint={props.hint} onClose={props.onClose}>
      <TextInput
        aria-label={props.title}
        value={props.value}
        readOnly
        onFocus={(event) => event.target.select()}
        data-autofocus
      />
      <Button
        variant="light"
        onClick={() => {
          navigator.clipboard.writeText(props.value).then(
            () => tell(text.copied),
            () => tell(props.value),
          );
        }}
      >
        {text.copy}
      </Button>
    </FormDialog>
  );
}
