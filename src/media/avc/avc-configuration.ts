import { MediaError } from '../media-error.ts';
import { nalType, NAL_TYPE } from './nal.ts';

/** An AVCDecoderConfigurationRecord, the payload of `avcC` (ISO/IEC 14496-15 §5.3.3.1). */
export interface AvcConfiguration {
  readonly profileIdc: number;
  /** constraint_set0_flag is the highest bit. */
  readonly constraintFlags: number;
  /** Ten times the level: 31 is level 3.1. */
  readonly levelIdc: number;
  /** Bytes of the length before each NAL unit: 1, 2 or 4. */
  readonly lengthSize: number;
  /** Whole NAL units, as views. */
  readonly sps: Uint8Array[];
  readonly pps: Uint8Array[];
  /** RFC 6381, for the sample entry avc1: `avc1.64001f`. */
  readonly codecs: string;
}

/**
 * Reads the payload of `avcC`. Throws MediaError for another version, a wrong length size, or parameter sets that are
 * not such.
 */
export function parseAvcConfiguration(payload: Uint8Array): AvcConfiguration {
  const [version, profileIdc, constraintFlags, levelIdc, lengthByte, spsByte] = payload;
  if (profileIdc === undefined || constraintFlags === undefined || levelIdc === undefined) return tooShort(payload);
  if (lengthByte === undefined || spsByte === undefined) return tooShort(payload);
  if (version !== 1) throw new MediaError(`avcC: wanted version 1, got ${version}`);
  const lengthSize = (lengthByte & 3) + 1;
  if (lengthSize === 3) throw new MediaError('avcC: wanted a NAL length of 1, 2 or 4 bytes, got 3');
  const sps = readSets(payload, 6, spsByte & 0x1f, NAL_TYPE.sps);
  const ppsCount = payload[sps.end];
  if (ppsCount === undefined) return tooShort(payload);
  const pps = readSets(payload, sps.end + 1, ppsCount, NAL_TYPE.pps);
  return {
    profileIdc,
    constraintFlags,
    levelIdc,
    lengthSize,
    sps: sps.sets,
    pps: pps.sets,
    codecs: `avc1.${hex(profileIdc)}${hex(constraintFlags)}${hex(levelIdc)}`,
  };
}

function readSets(
  payload: Uint8Array,
  start: number,
  count: number,
  type: number,
): { sets: Uint8Array[]; end: number } {
  const sets: Uint8Array[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const high = payload[at];
    const low = payload[at + 1];
    if (high === undefined || low === undefined) return tooShort(payload);
    const length = high * 256 + low;
    at += 2;
    if (length > payload.length - at) return tooShort(payload);
    const set = payload.subarray(at, at + length);
    if (nalType(set) !== type) {
      throw new MediaError(
        `avcC at byte ${at}: wanted a NAL unit of type ${type}, got ${length > 0 ? nalType(set) : 'an empty one'}`,
      );
    }
    sets.push(set);
    at += length;
  }
  return { sets, end: at };
}

function tooShort(payload: Uint8Array): never {
  throw new MediaError(`avcC: wanted more bytes for what it announces, got ${payload.length}`);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
