/** Characters of a name that are kept. */
export const MAX_NAME = 300;

/**
 * The last part of whatever path a browser or program gives, without control characters, without the marks that turn the text
 * around them (U+202A to U+202E, U+2066 to U+2069), and without half characters. It is shown to people and never names a file.
 */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const printable = last.replaceAll(/[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/gu, '').trim();
  // A character of two halves that begins at the limit is left out whole.
  return printable.slice(0, MAX_NAME).replace(/\p{Cs}$/u, '') || 'video';
}
