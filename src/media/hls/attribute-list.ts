import { MediaError } from '../media-error.ts';

/** A value of an attribute list (RFC 8216, 4.2): quoted text, or a number, size or enumerated word as it stands. */
export type AttributeValue = { readonly quoted: string } | string | number;

/** `NAME=value,NAME="value"` in the given order; undefined values are left out. */
export function writeAttributeList(attributes: Readonly<Record<string, AttributeValue | undefined>>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    parts.push(`${name}=${typeof value === 'object' ? `"${quotable(value.quoted)}"` : value}`);
  }
  return parts.join(',');
}

// A playlist line is short; this bounds what one hostile line can cost.
const MAX_ATTRIBUTES = 200;

/**
 * Reads an attribute list; quotes are taken off. An attribute that comes twice keeps its first value.
 *
 * Throws MediaError naming `where` for a missing `=`, an unfinished quote or more than 200 attributes.
 */
export function readAttributeList(text: string, where: string): Map<string, string> {
  const attributes = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    if (equals < 0) throw new MediaError(`${where}: wanted NAME=value, got "${text.slice(at, at + 40)}"`);
    const name = text.slice(at, equals).trim();
    at = equals + 1;
    let value: string;
    if (text[at] === '"') {
      const close = text.indexOf('"', at + 1);
      if (close < 0) throw new MediaError(`${where}: wanted a closing quote after ${name}, got none`);
      value = text.slice(at + 1, close);
      at = text.indexOf(',', close);
    } else {
      const comma = text.indexOf(',', at);
      value = text.slice(at, comma < 0 ? text.length : comma).trim();
      at = comma;
    }
    if (!attributes.has(name)) attributes.set(name, value);
    if (attributes.size > MAX_ATTRIBUTES) {
      throw new MediaError(`${where}: wanted at most ${MAX_ATTRIBUTES} attributes, got more`);
    }
    if (at < 0) break;
    at++;
  }
  return attributes;
}

/** RFC 8216, 4.2: a quoted string holds no quote and no line end. (Not an apostrophe instead: some parsers take it for a quote.) */
function quotable(text: string): string {
  return text.replaceAll('"', '\u201d').replaceAll(/[\r\n]+/g, ' ');
}
