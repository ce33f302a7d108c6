import { setColorScheme, useColorScheme } from '../../shared/color-scheme.ts';
import { text } from '../../shared/text.ts';
import { MoonIcon, SunIcon, SystemIcon } from '../../shared/ui/icons.tsx';
import classes from './header.module.css';

const NEXT = { auto: 'light', light: 'dark', dark: 'auto' } as const;
const ICONS = { auto: SystemIcon, light: SunIcon, dark: MoonIcon } as const;

/** As the system, light, dark, and round again. */
export function ColorSchemeToggle() {
  const scheme = useColorScheme();
  const Icon = ICONS[scheme];
  const label = text.shell.theme[scheme];
  return (
    <button
      type="button"
      className={classes.round}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(NEXT[scheme])}
    >
      <Icon />
    </button>
  );
}
