import { randomBytes } from 'node:crypto';

/** Crockford's base 32 in lower case: no letters that are read as digits, safe in paths and addresses. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 20;

/** A new random id of 20 characters (100 bits): nobody guesses it and no two are ever equal. */
export function newId(): string {
  return Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % 32]).join('');
}

/** Whether a text from outside has the shape of an id. */
export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}

const ID_PATTERN = /^[0-9a-hjkmnp-tv-z]{20}$/;
