import { useSyncExternalStore } from 'react';

/** As the system, or as chosen. */
export type ColorScheme = 'auto' | 'light' | 'dark';

const KEY = 'lectern-color-scheme'; // public/color-scheme.js reads the same
const ATTRIBUTE = 'data-mantine-color-scheme';
const watchers = new Set<(scheme: ColorScheme) => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

let chosen = readStored();

/** What was chosen here; `auto` when nothing was. */
export function readColorScheme(): ColorScheme {
  return chosen;
}

function readStored(): ColorScheme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto';
  }
}

/** Shows and keeps another choice. */
export function setColorScheme(scheme: ColorScheme): void {
  if (scheme === chosen) return; // Mantine tells it back
  chosen = scheme;
  try {
    localStorage.setItem(KEY, scheme);
  } catch {
    // It holds for this page at least.
  }
  show(scheme);
  for (const watcher of watchers) watcher(scheme);
}

/** Calls back at every choice. Answers how to stop. */
export function watchColorScheme(watcher: (scheme: ColorScheme) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** The choice, for what shows it. */
export function useColorScheme(): ColorScheme {
  return useSyncExternalStore((watcher) => watchColorScheme(watcher), readColorScheme);
}

function show(scheme: ColorScheme): void {
  const isDark = scheme === 'dark' || (scheme === 'auto' && system.matches);
  document.documentElement.setAttribute(ATTRIBUTE, isDark ? 'dark' : 'light');
}

system.addEventListener('change', () => show(readColorScheme()));
