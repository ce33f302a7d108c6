import { TICKS_PER_SECOND } from './timestamp.ts';

/** ISO/IEC 14496-3 table 1.18. */
const SAMPLE_RATES_HZ = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const SAMPLES_PER_FRAME = 1024;

/** What an elementary stream of AAC in ADTS holds. */
export interface AdtsFacts {
  readonly frameCount: number;
  /** Of the first frame, as its header says: half the real rate where SBR doubles it. Undefined without any frame. */
  readonly sampleRateHz: number | undefined;
  /** Of the first frame; undefined without any frame, or where the channels are described inside it (configuration 0). */
  readonly channelCount: number | undefined;
  /** Whether rate or channels change on the way. */
  readonly hasChanges: boolean;
  /** Places where the next header was not where the one before said. */
  readonly lostSyncCount: number;
  /** Whether the last frame is cut short. */
  readonly isTruncated: boolean;
}

interface AdtsHeader {
  readonly sampleRateHz: number;
  readonly channelConfiguration: number;
  readonly frameBytes: number;
}

/** Counts the ADTS frames of an elementary stream (ISO/IEC 14496-3 §1.A.2); goes on after damage at the next header. */
export function readAdtsFrames(stream: Uint8Array): AdtsFacts {
  let first: AdtsHeader | undefined;
  let frameCount = 0;
  let lostSyncCount = 0;
  let hasChanges = false;
  let isSynced = true;
  let offset = 0;
  while (offset < stream.length) {
    const header = readHeader(stream, offset);
    if (header === undefined) {
      if (stream.length - offset < 7 && isSynced) break;
      if (isSynced) lostSyncCount++;
      isSynced = false;
      offset++;
      continue;
    }
    if (header.frameBytes > stream.length - offset) break;
    first ??= header;
    hasChanges ||=
      header.sampleRateHz !== first.sampleRateHz || header.channelConfiguration !== first.channelConfiguration;
    isSynced = true;
    frameCount++;
    offset += header.frameBytes;
  }
  return {
    frameCount,
    sampleRateHz: first?.sampleRateHz,
    channelCount: first === undefined ? undefined : channelCount(first.channelConfiguration),
    hasChanges,
    lostSyncCount,
    isTruncated: offset < stream.length,
  };
}

/** How long the AAC frame lasts in ticks of 90 kHz, not rounded; 0 when the bytes are no ADTS header. */
export function adtsFrameTicks(adts: Uint8Array): number {
  const header = readHeader(adts, 0);
  return header === undefined ? 0 : (SAMPLES_PER_FRAME * TICKS_PER_SECOND) / header.sampleRateHz;
}

function readHeader(bytes: Uint8Array, offset: number): AdtsHeader | undefined {
  if (offset + 7 > bytes.length) return undefined;
  // syncword of 12 bits, ID of either MPEG, layer 0
  if (at(bytes, offset) !== 0xff || (at(bytes, offset + 1) & 0xf6) !== 0xf0) return undefined;
  const third = at(bytes, offset + 2);
  const fourth = at(bytes, offset + 3);
  const sampleRateHz = SAMPLE_RATES_HZ[(third >> 2) & 0x0f];
  const frameBytes = ((fourth & 3) << 11) | (at(bytes, offset + 4) << 3) | (at(bytes, offset + 5) >> 5);
  const headerBytes = (at(bytes, offset + 1) & 1) === 1 ? 7 : 9; // protection_absent
  if (sampleRateHz === undefined || frameBytes < headerBytes) return undefined;
  return { sampleRateHz, channelConfiguration: ((third & 1) << 2) | (fourth >> 6), frameBytes };
}

function channelCount(configuration: number): number | undefined {
  if (configuration === 0) return undefined;
  return configuration === 7 ? 8 : configuration;
}

function at(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}
