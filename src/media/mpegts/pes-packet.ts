import { wrapTicks } from './timestamp.ts';

/** stream_id of the first video and the first audio stream (ISO/IEC 13818-1 table 2-22). */
export const STREAM_ID_VIDEO = 0xe0;
export const STREAM_ID_AUDIO = 0xc0;

/** stream_ids whose packets have no flags and no times (§2.4.3.7): map, padding, private 2, ECM, EMM, DSM-CC, H.222.1 E, directory. */
const BARE_STREAM_IDS = new Set([0xbc, 0xbe, 0xbf, 0xf0, 0xf1, 0xf2, 0xf8, 0xff]);

/** What a PES header says; times are 33 bits, not unwrapped. */
export interface PesHeader {
  readonly streamId: number;
  readonly ptsTicks: number | undefined;
  /** Written only where it differs from the PTS. */
  readonly dtsTicks: number | undefined;
  readonly headerBytes: number;
  /** Undefined when PES_packet_length is 0: the packet lasts until the next one. */
  readonly payloadBytes: number | undefined;
}

/**
 * Writes a PES header (ISO/IEC 13818-1 §2.4.3.6) for a payload that begins with a whole frame.
 *
 * `payloadBytes` undefined writes PES_packet_length 0, which only video may use; otherwise at most 65,522.
 * Times of any size are wrapped to 33 bits; the DTS is left out where it equals the PTS.
 */
export function writePesHeader(pes: {
  streamId: number;
  ptsTicks: number;
  dtsTicks: number;
  payloadBytes: number | undefined;
}): Uint8Array {
  const hasDts = pes.dtsTicks !== pes.ptsTicks;
  const timeBytes = hasDts ? 10 : 5;
  const header = new Uint8Array(9 + timeBytes);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0x00000100 | pes.streamId); // packet_start_code_prefix and stream_id
  if (pes.payloadBytes !== undefined) view.setUint16(4, 3 + timeBytes + pes.payloadBytes);
  header[6] = 0x84; // '10', not scrambled, data_alignment_indicator
  header[7] = hasDts ? 0xc0 : 0x80;
  header[8] = timeBytes;
  setTime(header, 9, hasDts ? 0b0011 : 0b0010, pes.ptsTicks);
  if (hasDts) setTime(header, 14, 0b0001, pes.dtsTicks);
  return header;
}

/** Reads the header of a PES packet; undefined when it is cut short or does not begin with a start code. */
export function readPesHeader(bytes: Uint8Array): PesHeader | undefined {
  if (bytes.length < 6 || at(bytes, 0) !== 0 || at(bytes, 1) !== 0 || at(bytes, 2) !== 1) return undefined;
  const streamId = at(bytes, 3);
  const packetLength = (at(bytes, 4) << 8) | at(bytes, 5);
  const isBare = BARE_STREAM_IDS.has(streamId);
  if (!isBare && bytes.length < 9) return undefined;
  const headerBytes = isBare ? 6 : 9 + at(bytes, 8);
  if (bytes.length < headerBytes || (!isBare && (at(bytes, 6) & 0xc0) !== 0x80)) return undefined;
  const timeFlags = isBare ? 0 : at(bytes, 7) >> 6;
  return {
    streamId,
    ptsTicks: timeFlags >= 2 && headerBytes >= 14 ? getTime(bytes, 9) : undefined,
    dtsTicks: timeFlags === 3 && headerBytes >= 19 ? getTime(bytes, 14) : undefined,
    headerBytes,
    payloadBytes: packetLength === 0 ? undefined : Math.max(0, packetLength + 6 - headerBytes),
  };
}

/** 33 bits in three pieces of 3, 15 and 15, a marker bit after each. */
function setTime(bytes: Uint8Array, offset: number, prefix: number, ticks: number): void {
  const value = wrapTicks(ticks);
  const high = Math.floor(value / 2 ** 30);
  const middle = Math.floor(value / 2 ** 15) & 0x7fff;
  const low = value % 2 ** 15;
  bytes[offset] = (prefix << 4) | (high << 1) | 1;
  bytes[offset + 1] = middle >> 7;
  bytes[offset + 2] = ((middle & 0x7f) << 1) | 1;
  bytes[offset + 3] = low >> 7;
  bytes[offset + 4] = ((low & 0x7f) << 1) | 1;
}

/** Undefined when a marker bit is missing: these are not the bytes of a time. */
function getTime(bytes: Uint8Array, offset: number): number | undefined {
  const [first, second, third, fourth, fifth] = bytes.subarray(offset, offset + 5);
  if (first === undefined || second === undefined || third === undefined) return undefined;
  if (fourth === undefined || fifth === undefined || (first & third & fifth & 1) === 0) return undefined;
  const middle = (second << 7) | (third >> 1);
  return ((first >> 1) & 7) * 2 ** 30 + middle * 2 ** 15 + ((fourth << 7) | (fifth >> 1));
}

function at(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}
