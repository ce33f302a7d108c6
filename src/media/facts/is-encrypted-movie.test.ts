import { describe, expect, it } from 'vitest';

import { MediaError } from '../media-error.ts';
import { isEncryptedMovie } from './is-encrypted-movie.ts';

function box(type: string, ...payload: readonly Uint8Array[]): Uint8Array {
  const size = payload.reduce((sum, part) => sum + part.length, 8);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, size);
  bytes.set(
    Uint8Array.from(type, (character) => character.charCodeAt(0)),
    4,
  );
  let at = 8;
  for (const part of payload) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A track whose sample descriptions have these types. */
function track(...entries: readonly string[]): Uint8Array {
  const stsd = box('stsd', new Uint8Array(8), ...entries.map((entry) => box(entry, new Uint8Array(70))));
  return box('trak', box('tkhd', new Uint8Array(84)), box('mdia', box('minf', box('stbl', stsd))));
}

describe('isEncryptedMovie', () => {
  it.each(['encv', 'enca', 'drms', 'drmi'])('finds a track of %s entries', (entry) => {
    expect(isEncryptedMovie(box('moov', box('mvhd', new Uint8Array(100)), track('avc1'), track(entry)))).toBe(true);
  });

  it('finds an encrypted entry behind a clear one', () => {
    expect(isEncryptedMovie(box('moov', track('avc1', 'encv')))).toBe(true);
  });

  it('passes clear tracks, and movies without any', () => {
    expect(isEncryptedMovie(box('moov', track('avc1'), track('mp4a'), track()))).toBe(false);
    expect(isEncryptedMovie(box('moov'))).toBe(false);
    expect(isEncryptedMovie(new Uint8Array())).toBe(false);
  });

  it('throws MediaError for boxes that reach too far', () => {
    const damaged = box('moov', track('avc1'));
    new DataView(damaged.buffer).setUint32(8, 0x7fffffff);
    expect(() => isEncryptedMovie(damaged)).toThrow(MediaError);
  });
});
