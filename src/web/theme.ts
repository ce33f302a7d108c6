import { createTheme } from '@mantine/core';

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
    red: ['#fdeeee', '#f9d9db', '#f0b3b7', '#e78b92', '#df6873', '#d9515e', '#d03f4d', '#bf2d3c', '#b3202f', '#981726'],
    dark: [
      '#eceef3',
      '#c3c9d6',
      '#a0a8b8',
      '#6d7587',
      '#3d4452',
      '#333946',
      '#262a33',
      '#1c1f26',
      '#14161b',
      '#0f1115',
    ],
  },
  fontFamily: "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif",
  defaultRadius: 'md',
  cursorType: 'pointer',
});
