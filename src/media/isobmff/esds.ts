import { ByteReader } from './byte-reader.ts';

/** What an `esds` box says about an MPEG-4 audio stream (ISO/IEC 14496-1 §7.2.6). */
export interface ElementaryStream {
  /** 0x40 is MPEG-4 audio; 0x66 to 0x68 MPEG-2 AAC, 0x69 and 0x6b MP3. */
  readonly objectTypeIndication: number;
  /** DecoderSpecificInfo: an AudioSpecificConfig for 0x40. */
  readonly decoderSpecificInfo?: Uint8Array;
}

const ES_DESCRIPTOR = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC_INFO = 5;

/**
 * Reads the payload of an `esds` box, its version and flags included. Throws MediaError when it is cut short or
 * damaged.
 */
export function readEsds(payload: Uint8Array): ElementaryStream {
  const reader = new ByteReader(payload, 'esds');
  reader.versionAndFlags();
  const stream = descriptor(reader, ES_DESCRIPTOR);
  stream.skip(2);
  const flags = stream.u8();
  if (flags & 0x80) stream.skip(2);
  if (flags & 0x40) stream.skip(stream.u8());
  if (flags & 0x20) stream.skip(2);
  const config = descriptor(stream, DECODER_CONFIG);
  const objectTypeIndication = config.u8();
  // Stream type, buffer size, highest and average bit rate.
  config.skip(12);
  if (config.remaining === 0) return { objectTypeIndication };
  const info = descriptor(config, DECODER_SPECIFIC_INFO);
  return { objectTypeIndication, decoderSpecificInfo: info.bytes(info.remaining) };
}

/** Goes into the next descriptor that carries `tag`, past others. */
function descriptor(reader: ByteReader, tag: number): ByteReader {
  for (;;) {
    const found = reader.u8();
    const content = reader.bytes(descriptorLength(reader));
    if (found === tag) return new ByteReader(content, `esds descriptor ${tag}`);
  }
}

/** ISO/IEC 14496-1 §8.3.3: seven bits a byte, at most four bytes. */
function descriptorLength(reader: ByteReader): number {
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const byte = reader.u8();
    length = length * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return length;
  }
  return reader.fail('a descriptor length of at most 4 bytes', 'more');
}
