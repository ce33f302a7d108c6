import { MediaError } from '../media-error.ts';
import { AAC_SAMPLE_RATES, type AudioSpecificConfig } from './audio-specific-config.ts';

/** The fixed and variable header of an ADTS frame (ISO/IEC 14496-3 §1.A.2.2). */
export interface AdtsHeader {
  /** 7, or 9 with a checksum. */
  readonly headerBytes: number;
  /** The whole frame: header and payload. */
  readonly frameBytes: number;
  readonly objectType: number;
  readonly sampleRate: number;
  /** 0 when the channels are listed in the payload. */
  readonly channelConfiguration: number;
  /** 1 to 4 raw blocks of 1024 samples. */
  readonly rawBlocks: number;
}

const HEADER_BYTES = 7;
// aac_frame_length has 13 bits and counts the header.
const MAX_FRAME_BYTES = 2 ** 13 - 1;

/**
 * The 7 bytes that go before one raw AAC frame of `frameLengthBytes` bytes (header not counted) in ADTS.
 *
 * With SBR the core is described, as is usual. Throws MediaError when ADTS cannot say it: an object type above 4, a
 * rate outside the table, channels listed by a program config element, a frame too long.
 */
export function adtsHeader(config: AudioSpecificConfig, frameLengthBytes: number): Uint8Array {
  const { objectType, sampleRate, channelConfiguration } = config;
  const rateIndex = AAC_SAMPLE_RATES.indexOf(sampleRate);
  const length = HEADER_BYTES + frameLengthBytes;
  if (objectType < 1 || objectType > 4)
    throw new MediaError(`ADTS: wanted an object type from 1 to 4, got ${objectType}`);
  if (rateIndex < 0) throw new MediaError(`ADTS: wanted a sample rate of the table, got ${sampleRate}`);
  if (channelConfiguration < 1 || channelConfiguration > 7) {
    throw new MediaError(`ADTS: wanted a channel configuration from 1 to 7, got ${channelConfiguration}`);
  }
  if (!Number.isInteger(frameLengthBytes) || frameLengthBytes < 1 || length > MAX_FRAME_BYTES) {
    throw new MediaError(
      `ADTS: wanted a frame of 1 to ${MAX_FRAME_BYTES - HEADER_BYTES} bytes, got ${frameLengthBytes}`,
    );
  }
  return new Uint8Array([
    0xff,
    0xf1, // MPEG-4, no checksum
    ((objectType - 1) << 6) | (rateIndex << 2) | (channelConfiguration >> 2),
    ((channelConfiguration & 3) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f, // buffer fullness 0x7ff: variable rate
    0xfc,
  ]);
}

/**
 * Reads the header at `offset`. Throws MediaError without sync word, for a reserved rate, or when the frame overruns
 * the bytes.
 */
export function parseAdtsHeader(bytes: Uint8Array, offset = 0): AdtsHeader {
  if (offset < 0 || bytes.length - offset < HEADER_BYTES) {
    throw new MediaError(`ADTS at byte ${offset}: wanted ${HEADER_BYTES} bytes, got ${bytes.length - offset}`);
  }
  const at = (index: number): number => bytes[offset + index]!;
  // 12 bits of sync word and a layer of 0.
  if (at(0) !== 0xff || (at(1) & 0xf6) !== 0xf0) {
    throw new MediaError(`ADTS at byte ${offset}: wanted the sync word, got ${at(0)} ${at(1)}`);
  }
  const headerBytes = at(1) & 1 ? 7 : 9;
  const rateIndex = (at(2) >> 2) & 0xf;
  const sampleRate = AAC_SAMPLE_RATES[rateIndex];
  if (!sampleRate)
    throw new MediaError(`ADTS at byte ${offset}: wanted a sample rate, got the reserved index ${rateIndex}`);
  const frameBytes = ((at(3) & 3) << 11) | (at(4) << 3) | (at(5) >> 5);
  if (frameBytes < headerBytes || frameBytes > bytes.length - offset) {
    const wanted = `a frame of ${headerBytes} to ${bytes.length - offset} bytes`;
    throw new MediaError(`ADTS at byte ${offset}: wanted ${wanted}, got ${frameBytes}`);
  }
  return {
    headerBytes,
    frameBytes,
    objectType: (at(2) >> 6) + 1,
    sampleRate,
    channelConfiguration: ((at(2) & 1) << 2) | (at(3) >> 6),
    rawBlocks: (at(6) & 3) + 1,
  };
}
