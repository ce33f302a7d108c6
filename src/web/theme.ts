import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

/** Mantine in our colours: one blue, system type, soft corners. */
export const theme = createTheme({
  primaryColor: 'lectern',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    lectern: [
      '#eef2ff',
      '#dde5fd',
      '#b9c8f8',
      '#92a9f3',
      '#7190ee',
      '#5b7feb',
      '#4a6fe0',
      '#3557c9',
      '#2b4ab5',
      '#1f3da0',
    ],
  },
  fontFamily: "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif",
  defaultRadius: 'md',
  cursorType: 'pointer',
});

/** Where the choice of light or dark is kept; public/color-scheme.js reads the same key. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'lectern-color-scheme' });
