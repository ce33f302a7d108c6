// Only the styles of the components in use: all of Mantine's would be four times as much. In a layer, so that ours win
// whatever is loaded first.
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/core/styles/Loader.layer.css';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Progress.layer.css';
import '@mantine/core/styles/Skeleton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Alert.layer.css';
import { MantineProvider } from '@mantine/core';
import type { MantineColorSchemeManager } from '@mantine/core';
import type { ReactNode } from 'react';
import { readColorScheme, setColorScheme, watchColorScheme } from './color-scheme.ts';
import { theme } from '../theme.ts';

let stopWatching: (() => void) | undefined;

/** Mantine takes the choice from where the header keeps it. */
const colorSchemeManager: MantineColorSchemeManager = {
  get: readColorScheme,
  set: setColorScheme,
  subscribe: (onUpdate) => {
    stopWatching = watchColorScheme(onUpdate);
  },
  unsubscribe: () => stopWatching?.(),
  clear: () => setColorScheme('auto'),
};

/** What pages built of Mantine's components need around them; pages for students do without. */
export function MantineArea({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
      {children}
    </MantineProvider>
  );
}
