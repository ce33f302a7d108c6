import { type Box, childrenOf, walkBoxes } from '../isobmff/box.ts';
import { ByteReader } from '../isobmff/byte-reader.ts';

/** Sample entries of encrypted tracks: ISO/IEC 14496-12, 8.12, and Apple's own of the years before it. */
const ENCRYPTED_ENTRIES = new Set(['encv', 'enca', 'enct', 'encs', 'drms', 'drmi']);

/** Boxes between a `moov` and the sample descriptions of its tracks. */
const PATH = ['trak', 'mdia', 'minf', 'stbl', 'stsd'];

/**
 * Whether any track of a `moov` box is encrypted. FFmpeg decodes such a track to noise without a word.
 * Throws MediaError for damaged boxes.
 */
export function isEncryptedMovie(moov: Uint8Array): boolean {
  let boxes = walkBoxes(moov).filter((box) => box.type === 'moov');
  for (const type of PATH) {
    boxes = boxes.flatMap((box) => childrenOf(moov, box)).filter((box) => box.type === type);
  }
  return boxes.some((stsd) => entryTypes(moov, stsd).some((type) => ENCRYPTED_ENTRIES.has(type)));
}

/** ISO/IEC 14496-12, 8.5.2: version, flags and a count stand before the entries. */
function entryTypes(bytes: Uint8Array, stsd: Box): string[] {
  const reader = ByteReader.inBox(bytes, stsd);
  reader.skip(8);
  return walkBoxes(bytes, reader.position, stsd.offset + stsd.size).map((entry) => entry.type);
}
