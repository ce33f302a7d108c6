const NAL_SLICE = 1;
const NAL_IDR = 5;
const NAL_SEI = 6;
const NAL_SPS = 7;
const NAL_PPS = 8;
const NAL_DELIMITER = 9;

/** One H.264 access unit of an Annex B stream. */
export interface AccessUnit {
  /** Where its first start code (00 00 01) begins in the stream. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** Whether it holds an IDR slice. */
  readonly isIdr: boolean;
  /** Whether it begins with an access unit delimiter, as ISO/IEC 13818-1 §2.14.1 asks. */
  readonly hasDelimiter: boolean;
  /** Whether it brings both an SPS and a PPS, so that decoding can begin here. */
  readonly hasParameterSets: boolean;
}

/** The access units of a stream, and its first SPS as a NAL unit without start code. */
export interface AccessUnits {
  readonly units: readonly AccessUnit[];
  readonly sps: Uint8Array | undefined;
  /** Whether there were more than `maxUnits`, which were not read. */
  readonly isCut: boolean;
}

/**
 * Splits an H.264 Annex B stream into access units (ISO/IEC 14496-10 §7.4.1.2.3).
 *
 * A unit begins with a delimiter, parameter set, SEI or reserved 14..18 after a slice, or with a slice whose
 * first_mb_in_slice is 0. Each field of interlaced video counts as one. Arbitrary slice order is not known here.
 */
export function readAccessUnits(stream: Uint8Array, maxUnits: number): AccessUnits {
  const units: AccessUnit[] = [];
  let sps: Uint8Array | undefined;
  let unitStart = -1;
  let nalTypes = new Set<number>();
  let hasSlice = false;
  let startsWithDelimiter = false;

  const endUnit = (end: number) => {
    if (unitStart < 0) return;
    units.push({
      offsetBytes: unitStart,
      sizeBytes: end - unitStart,
      isIdr: nalTypes.has(NAL_IDR),
      hasDelimiter: startsWithDelimiter,
      hasParameterSets: nalTypes.has(NAL_SPS) && nalTypes.has(NAL_PPS),
    });
  };

  for (let start = findStartCode(stream, 0); start < stream.length;) {
    const next = findStartCode(stream, start + 3);
    const type = (stream[start + 3] ?? 0) & 0x1f;
    const isSlice = type >= NAL_SLICE && type <= NAL_IDR;
    // first_mb_in_slice is ue(v) and comes first: 0 is a single 1 bit.
    const startsPicture = isSlice && ((stream[start + 4] ?? 0) & 0x80) !== 0;
    if (unitStart < 0 || type === NAL_DELIMITER || (hasSlice && (startsPicture || opensUnit(type)))) {
      endUnit(start);
      if (units.length >= maxUnits) return { units, sps, isCut: true };
      unitStart = start;
      nalTypes = new Set();
      hasSlice = false;
      startsWithDelimiter = type === NAL_DELIMITER;
    }
    nalTypes.add(type);
    hasSlice ||= isSlice;
    if (type === NAL_SPS) sps ??= withoutTrailingZeros(stream.subarray(start + 3, next));
    start = next;
  }
  endUnit(stream.length);
  return { units, sps, isCut: false };
}

function opensUnit(type: number): boolean {
  return type === NAL_SPS || type === NAL_PPS || type === NAL_SEI || (type >= 14 && type <= 18);
}

/** The next 00 00 01 at or after `from`, or the end. */
function findStartCode(stream: Uint8Array, from: number): number {
  for (let offset = from; offset + 2 < stream.length;) {
    const third = stream[offset + 2] ?? 0;
    // A third byte above 1 cannot be part of a start code that begins at any of these three places.
    if (third > 1) offset += 3;
    else if (third === 1 && stream[offset] === 0 && stream[offset + 1] === 0) return offset;
    else offset++;
  }
  return stream.length;
}

/** trailing_zero_8bits and the zero_byte of the next start code are not part of the NAL unit (Annex B.1). */
function withoutTrailingZeros(nal: Uint8Array): Uint8Array {
  let end = nal.length;
  while (end > 0 && nal[end - 1] === 0) end--;
  return nal.slice(0, end);
}
