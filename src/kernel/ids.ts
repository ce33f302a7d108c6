import { randomFillSync } from 'node:crypto';

/** Crockford's base 32 in lower case: no letters that are read as digits, safe in paths and addresses. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 20;

/** Random bytes for many ids are asked for at once: every request gets one, and asking costs more than the bytes. */
const random = new Uint8Array(LENGTH * 128);
let used = random.length;

/** A new random id of 20 characters (100 bits): nobody guesses it and no two are ever equal. */
export function newId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const bytes = random.subarray(used, used + LENGTH);
  used += LENGTH;
  let id = '';
  for (const byte of bytes) id += ALPHABET[byte % 32];
  return id;
}

/** Whether a text from outside has the shape of an id. */
export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}

const ID_PATTERN = /^[0-9a-hjkmnp-tv-z]{20}$/;
