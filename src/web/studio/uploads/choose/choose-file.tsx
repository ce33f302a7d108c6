import { Button } from '@mantine/core';
import { useRef } from 'react';
import type { ReactNode } from 'react';

/** A button that opens the system's file dialog. */
export function ChooseFile(props: {
  label: ReactNode;
  /** What the dialog offers first, as in the `accept` attribute. */
  accept: string;
  onFiles: (files: File[]) => void;
  takesMany?: boolean;
  size?: 'xs' | 'sm';
  variant?: 'default' | 'filled' | 'subtle';
  icon?: ReactNode;
  isBusy?: boolean;
  name?: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        size={props.size ?? 'sm'}
        variant={props.variant ?? 'default'}
        leftSection={props.icon}
        loading={props.isBusy === true}
        aria-label={props.name}
        onClick={() => input.current?.click()}
      >
        {props.label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple={props.takesMany === true}
        accept={props.accept}
        hidden
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = ''; // the same file may be chosen again
          if (files.length > 0) props.onFiles(files);
        }}
      />
    </>
  );
}
