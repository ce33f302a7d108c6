import { MediaError } from '../media-error.ts';

/** nal_unit_type values used here (H.264 Table 7-1). */
export const NAL_TYPE = { slice: 1, idr: 5, sei: 6, sps: 7, pps: 8, accessUnitDelimiter: 9 } as const;

// No level allows a picture of this many slices and messages.
const MAX_NALS = 65_536;

/** nal_unit_type of a NAL unit; 0 (unspecified) for an empty one. */
export function nalType(nal: Uint8Array): number {
  return (nal[0] ?? 0) & 0x1f;
}

/**
 * Splits a sample into its NAL units, each behind a length of `lengthSize` bytes (ISO/IEC 14496-15 §5.3.4.2). Views,
 * not copies.
 *
 * Units of length 0 are left out. Throws MediaError when a unit overruns the sample or a length is cut short.
 */
export function splitLengthPrefixed(sample: Uint8Array, lengthSize: number): Uint8Array[] {
  if (lengthSize !== 1 && lengthSize !== 2 && lengthSize !== 4) {
    throw new MediaError(`sample: wanted a NAL length of 1, 2 or 4 bytes, got ${lengthSize}`);
  }
  const nals: Uint8Array[] = [];
  for (let at = 0; at < sample.length;) {
    if (sample.length - at < lengthSize) {
      throw new MediaError(
        `sample at byte ${at}: wanted a NAL length of ${lengthSize} bytes, got ${sample.length - at}`,
      );
    }
    let length = 0;
    for (let i = 0; i < lengthSize; i++) length = length * 256 + sample[at++]!;
    if (length > sample.length - at) {
      throw new MediaError(`sample at byte ${at}: wanted a NAL unit of ${length} bytes, got ${sample.length - at}`);
    }
    if (length > 0) addNal(nals, sample.subarray(at, at + length));
    at += length;
  }
  return nals;
}

/**
 * Splits a byte stream at its start codes (H.264 Annex B). Views without start codes and trailing zeros; bytes before
 * the first start code are left out. Returns none when there is no start code.
 */
export function splitAnnexB(stream: Uint8Array): Uint8Array[] {
  const nals: Uint8Array[] = [];
  for (let code = findStartCode(stream, 0); code !== undefined;) {
    const start = code + 3;
    code = findStartCode(stream, start);
    let end = code ?? stream.length;
    // trailing_zero_8bits and the first byte of a 4-byte start code belong to nobody.
    while (end > start && stream[end - 1] === 0) end--;
    if (end > start) addNal(nals, stream.subarray(start, end));
  }
  return nals;
}

/** Removes the emulation prevention bytes of a NAL unit (H.264 §7.4.1): 00 00 03 becomes 00 00. */
export function removeEmulationPrevention(nal: Uint8Array): Uint8Array {
  const raw = new Uint8Array(nal.length);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    raw[length++] = byte;
  }
  return raw.subarray(0, length);
}

/** Where the next 00 00 01 begins, from `from` on. */
function findStartCode(stream: Uint8Array, from: number): number | undefined {
  for (let at = from + 2; at < stream.length;) {
    const byte = stream[at]!;
    if (byte > 1) at += 3;
    else if (byte === 1 && stream[at - 1] === 0 && stream[at - 2] === 0) return at - 2;
    else at += 1;
  }
  return undefined;
}

function addNal(nals: Uint8Array[], nal: Uint8Array): void {
  if (nals.push(nal) > MAX_NALS) throw new MediaError(`NAL units: wanted at most ${MAX_NALS}, got more`);
}
