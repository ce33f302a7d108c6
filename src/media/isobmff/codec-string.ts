import type { AudioSpecificConfig } from '../aac/audio-specific-config.ts';
import { ByteReader } from './byte-reader.ts';
import type { ElementaryStream } from './esds.ts';

/**
 * The RFC 6381 name of a sample entry, as HLS and DASH want it in CODECS, from its type and its configuration boxes.
 *
 * avc1/avc3, hvc1/hev1, av01, vp08/vp09 and mp4a are spelled out; the bare type is returned for other codecs and when
 * the configuration box is missing or empty (FFmpeg 5.1 writes an empty av1C). Throws MediaError when it is cut short.
 */
export function codecString(
  format: string,
  payloadOf: (boxType: string) => Uint8Array | undefined,
  audio?: { readonly stream: ElementaryStream; readonly config?: AudioSpecificConfig | undefined },
): string {
  switch (format) {
    case 'avc1':
    case 'avc3':
      return withConfiguration(format, payloadOf('avcC'), avcSuffix);
    case 'hvc1':
    case 'hev1':
      return withConfiguration(format, payloadOf('hvcC'), hevcSuffix);
    case 'av01':
      return withConfiguration(format, payloadOf('av1C'), av1Suffix);
    case 'vp08':
    case 'vp09':
      return withConfiguration(format, payloadOf('vpcC'), vpSuffix);
    case 'mp4a':
      return audio ? `mp4a.${mpeg4AudioSuffix(audio.stream, audio.config)}` : format;
    default:
      return format;
  }
}

function withConfiguration(
  format: string,
  payload: Uint8Array | undefined,
  suffix: (reader: ByteReader) => string,
): string {
  return payload && payload.length > 0
    ? `${format}.${suffix(new ByteReader(payload, `${format} configuration`))}`
    : format;
}

/** RFC 6381 §3.3: profile, constraint flags and level as six hexadecimal digits. */
function avcSuffix(reader: ByteReader): string {
  reader.skip(1);
  return hex(reader.u8()) + hex(reader.u8()) + hex(reader.u8());
}

/** ISO/IEC 14496-15 Annex E.3. */
function hevcSuffix(reader: ByteReader): string {
  reader.skip(1);
  const profile = reader.u8();
  const compatibility = reader.u32();
  const constraints = [...reader.bytes(6)];
  const level = reader.u8();
  while (constraints.length > 0 && constraints.at(-1) === 0) constraints.pop();
  const space = ['', 'A', 'B', 'C'][profile >> 6]!;
  const tier = profile & 0x20 ? 'H' : 'L';
  const flags = reverseBits(compatibility).toString(16).toUpperCase();
  return [
    `${space}${profile & 0x1f}`,
    flags,
    `${tier}${level}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
}

/** "Codecs parameter string" of the AV1 ISOBMFF binding; the optional tail is left out. */
function av1Suffix(reader: ByteReader): string {
  reader.skip(1);
  const profileAndLevel = reader.u8();
  const flags = reader.u8();
  const profile = profileAndLevel >> 5;
  const isHighBitDepth = (flags & 0x40) !== 0;
  const isTwelveBit = profile === 2 && isHighBitDepth && (flags & 0x20) !== 0;
  const bitDepth = isTwelveBit ? 12 : isHighBitDepth ? 10 : 8;
  return `${profile}.${twoDigits(profileAndLevel & 0x1f)}${flags & 0x80 ? 'H' : 'M'}.${twoDigits(bitDepth)}`;
}

/** "VP Codec ISO Media File Format Binding": profile, level, bit depth. */
function vpSuffix(reader: ByteReader): string {
  reader.versionAndFlags();
  const profile = reader.u8();
  const level = reader.u8();
  return `${twoDigits(profile)}.${twoDigits(level)}.${twoDigits(reader.u8() >> 4)}`;
}

/** RFC 6381 §3.3: the object type indication in hexadecimal, for MPEG-4 audio also the audio object type. */
function mpeg4AudioSuffix(stream: ElementaryStream, config: AudioSpecificConfig | undefined): string {
  const indication = stream.objectTypeIndication.toString(16);
  return config && stream.objectTypeIndication === 0x40 ? `${indication}.${config.signalledObjectType}` : indication;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function reverseBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) if (value & (1 << bit)) reversed |= 1 << (31 - bit);
  return reversed >>> 0;
}
