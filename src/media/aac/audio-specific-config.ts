import { BitReader } from '../avc/bit-reader.ts';

/** An AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). */
export interface AudioSpecificConfig {
  /** Of the core decoder: 2 is AAC-LC. */
  readonly objectType: number;
  /**
   * What stands first in the bytes and in CODECS: 5 (SBR) or 29 (PS) when signalled hierarchically, else
   * `objectType`.
   */
  readonly signalledObjectType: number;
  /** Of the core decoder, in Hz. */
  readonly sampleRate: number;
  /** 0 when the channels are listed by a program config element. */
  readonly channelConfiguration: number;
  /** Absent when it cannot be told. */
  readonly channels?: number;
  /** Samples per frame: 1024, rarely 960. */
  readonly frameSamples: number;
  /** AAC-LC and nothing on top of it that is signalled explicitly. */
  readonly isLowComplexity: boolean;
  /** Explicitly signalled; HE-AAC may also be implicit, which only decoding shows. */
  readonly hasSbr: boolean;
  readonly hasParametricStereo: boolean;
  /** With SBR: the rate that is heard. */
  readonly extensionSampleRate?: number;
}

/** samplingFrequencyIndex (Table 1.18), also used by ADTS. */
export const AAC_SAMPLE_RATES: readonly number[] = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];

// Table 1.19, channelConfiguration 0 to 14.
const CHANNELS: readonly (number | undefined)[] = [
  undefined,
  1,
  2,
  3,
  4,
  5,
  6,
  8,
  undefined,
  undefined,
  undefined,
  7,
  8,
  undefined,
  8,
];
// Object types that carry a GASpecificConfig (Table 1.16).
const GENERAL_AUDIO = new Set([1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23]);
const AAC_LC = 2;
const SBR = 5;
const PARAMETRIC_STEREO = 29;

interface Extension {
  hasSbr: boolean;
  hasParametricStereo: boolean;
  sampleRate?: number;
}

/**
 * Reads the DecoderSpecificInfo of MPEG-4 audio. Throws MediaError when it is cut short or its sample rate is
 * reserved or 0.
 */
export function parseAudioSpecificConfig(bytes: Uint8Array): AudioSpecificConfig {
  const reader = new BitReader(bytes, 'AudioSpecificConfig');
  const signalledObjectType = readObjectType(reader);
  const sampleRate = readSampleRate(reader);
  const channelConfiguration = reader.bits(4);
  const extension: Extension = { hasSbr: false, hasParametricStereo: false };
  let objectType = signalledObjectType;
  if (signalledObjectType === SBR || signalledObjectType === PARAMETRIC_STEREO) {
    extension.hasSbr = true;
    extension.hasParametricStereo = signalledObjectType === PARAMETRIC_STEREO;
    extension.sampleRate = readSampleRate(reader);
    objectType = readObjectType(reader);
  }
  const general = GENERAL_AUDIO.has(objectType)
    ? readGeneralAudio(reader, objectType, channelConfiguration)
    : undefined;
  if (general && !extension.hasSbr) readSyncExtension(reader, extension);
  const channels = CHANNELS[channelConfiguration] ?? general?.listedChannels;
  return {
    objectType,
    signalledObjectType,
    sampleRate,
    channelConfiguration,
    ...(channels !== undefined && { channels }),
    frameSamples: general?.frameSamples ?? 1024,
    isLowComplexity: objectType === AAC_LC && !extension.hasSbr && !extension.hasParametricStereo,
    hasSbr: extension.hasSbr,
    hasParametricStereo: extension.hasParametricStereo,
    ...(extension.sampleRate !== undefined && { extensionSampleRate: extension.sampleRate }),
  };
}

function readObjectType(reader: BitReader): number {
  const type = reader.bits(5);
  return type === 31 ? 32 + reader.bits(6) : type;
}

function readSampleRate(reader: BitReader): number {
  const index = reader.bits(4);
  const rate = index === 15 ? reader.bits(24) : AAC_SAMPLE_RATES[index];
  return rate ? rate : reader.fail('a sample rate', index === 15 ? '0' : `the reserved index ${index}`);
}

/** GASpecificConfig (§4.4.1). */
function readGeneralAudio(
  reader: BitReader,
  objectType: number,
  channelConfiguration: number,
): { frameSamples: number; listedChannels?: number } {
  const frameSamples = reader.flag() ? 960 : 1024;
  if (reader.flag()) reader.skip(14);
  const hasExtension = reader.flag();
  const listed = channelConfiguration === 0 ? { listedChannels: readProgramChannels(reader) } : {};
  if (objectType === 6 || objectType === 20) reader.skip(3);
  if (hasExtension) {
    if (objectType === 22) reader.skip(16);
    if (objectType === 17 || objectType === 19 || objectType === 20 || objectType === 23) reader.skip(3);
    reader.skip(1);
  }
  return { frameSamples, ...listed };
}

/** Counts the channels of a program_config_element (§4.5.2.1). */
function readProgramChannels(reader: BitReader): number {
  reader.skip(10);
  const front = reader.bits(4);
  const side = reader.bits(4);
  const back = reader.bits(4);
  const lowFrequency = reader.bits(2);
  const data = reader.bits(3);
  const coupling = reader.bits(4);
  if (reader.flag()) reader.skip(4);
  if (reader.flag()) reader.skip(4);
  if (reader.flag()) reader.skip(3);
  let channels = lowFrequency;
  for (let element = 0; element < front + side + back; element++) {
    channels += reader.flag() ? 2 : 1;
    reader.skip(4);
  }
  reader.skip(4 * lowFrequency + 4 * data + 5 * coupling);
  reader.align();
  reader.skip(8 * reader.bits(8));
  return channels;
}

/** The backward compatible signalling of SBR and PS at the end (§1.6.2.1). */
function readSyncExtension(reader: BitReader, extension: Extension): void {
  if (reader.remaining < 16 || reader.bits(11) !== 0x2b7) return;
  if (readObjectType(reader) !== SBR || !reader.flag()) return;
  extension.hasSbr = true;
  extension.sampleRate = readSampleRate(reader);
  if (reader.remaining >= 12 && reader.bits(11) === 0x548) extension.hasParametricStereo = reader.flag();
}
