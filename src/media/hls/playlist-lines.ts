import { MediaError } from '../media-error.ts';

/** A line that says something: a tag with its value, or a URI. */
export type PlaylistLine =
  | { readonly kind: 'tag'; readonly lineNumber: number; readonly name: string; readonly value: string }
  | { readonly kind: 'uri'; readonly lineNumber: number; readonly uri: string };

// Ten hours of 2 s segments are 18,000 segments and 2 MB of text.
const MAX_TEXT_LENGTH = 32 * 1024 * 1024;
const MAX_LINES = 1_000_000;

/**
 * The lines of a playlist in order, without blank lines and comments (RFC 8216, 4.1); the first must be `#EXTM3U`.
 *
 * Throws MediaError for text that is no playlist, above 32 Mi characters and above a million lines.
 */
export function playlistLines(text: string): PlaylistLine[] {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new MediaError(`playlist: wanted at most ${MAX_TEXT_LENGTH} characters, got ${text.length}`);
  }
  const rows = text.replace(/^\ufeff/, '').split('\n', MAX_LINES + 1);
  if (rows.length > MAX_LINES) throw new MediaError(`playlist: wanted at most ${MAX_LINES} lines, got more`);
  if (rows[0]?.trim() !== '#EXTM3U') {
    throw new MediaError(`playlist line 1: wanted #EXTM3U, got ${JSON.stringify((rows[0] ?? '').slice(0, 40))}`);
  }
  const lines: PlaylistLine[] = [];
  for (const [i, row] of rows.entries()) {
    const trimmed = row.trim();
    const lineNumber = i + 1;
    if (trimmed.startsWith('#EXT')) {
      const colon = trimmed.indexOf(':');
      const name = colon < 0 ? trimmed.slice(1) : trimmed.slice(1, colon);
      lines.push({ kind: 'tag', lineNumber, name, value: colon < 0 ? '' : trimmed.slice(colon + 1) });
    } else if (trimmed !== '' && !trimmed.startsWith('#')) {
      lines.push({ kind: 'uri', lineNumber, uri: trimmed });
    }
  }
  return lines;
}

/** A decimal-integer of RFC 8216, 4.2; undefined for anything else and beyond 2^53. */
export function readInteger(text: string | undefined): number | undefined {
  const value = text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** A decimal-floating-point that is not negative; undefined for anything else. */
export function readDecimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,16}(\.\d{0,20})?$/.test(text) ? Number(text) : undefined;
}
