const LOCALE = 'en';

/** `0:07`, `12:34`, `1:02:03`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const [first, ...rest] = hours > 0 ? [hours, ...parts] : parts;
  return [String(first), ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}

/** How long something still takes, as coarse as an estimate deserves: `a few seconds`, `about 40 s`, `about 1 h 20 min`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `about ${minutes / 60} h` : `about ${Math.floor(minutes / 60)} h ${rest} min`;
}

/** `640 MB`, `1.2 GB`, `10 GB`: powers of 1024 under the names people know. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1024 ** power;
  const digits = power === 0 || value >= 10 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${units[power] ?? ''}`;
}

/** `just now`, `5 minutes ago`, `yesterday`, and the date when that is longer than a week. */
export function formatAge(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  if (seconds < 45) return 'just now';
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
  if (seconds < 3570) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 22 * 3600) return relative.format(-Math.round(seconds / 3600), 'hour');
  if (seconds < 7 * 86_400) return relative.format(-Math.max(1, Math.round(seconds / 86_400)), 'day');
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' }).format(at);
}

/** `42 %`. Never says 100 before it is, nor 0 after it began. */
export function formatPercent(percent: number): string {
  const whole = percent > 0 && percent < 1 ? 1 : Math.floor(percent);
  return `${Math.min(100, Math.max(0, whole))} %`;
}

/** `25`, `29.97`. */
export function formatFrameRate(framesPerSecond: number): string {
  return String(Math.round(framesPerSecond * 100) / 100);
}
