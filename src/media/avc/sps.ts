import { MediaError } from '../media-error.ts';
import { rational } from '../rational.ts';
import type { Rational } from '../rational.ts';
import { BitReader } from './bit-reader.ts';
import { NAL_TYPE, nalType, removeEmulationPrevention } from './nal.ts';

/** What a sequence parameter set says (H.264 §7.3.2.1.1 and Annex E). */
export interface Sps {
  readonly id: number;
  readonly profileIdc: number;
  /** The byte after the profile; constraint_set0_flag is its highest bit. */
  readonly constraintFlags: number;
  /** Ten times the level: 31 is level 3.1. */
  readonly levelIdc: number;
  /** Luma samples shown, after cropping. */
  readonly width: number;
  readonly height: number;
  /** Before cropping: whole macroblocks. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** False when pictures may be coded as fields: the stream may be interlaced. */
  readonly frameMbsOnly: boolean;
  readonly chroma: '4:0:0' | '4:2:0' | '4:2:2' | '4:4:4';
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** max_num_ref_frames. */
  readonly referenceFrames: number;
  /** Width to height of a pixel; absent when unspecified. */
  readonly sampleAspect?: Rational;
  /** Code points of ITU-T H.273; 2 is unspecified. */
  readonly colour?: SpsColour;
  readonly timing?: SpsTiming;
  /** max_num_reorder_frames, when the VUI says it. */
  readonly reorderFrames?: number;
}

export interface SpsColour {
  readonly isFullRange: boolean;
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
}

export interface SpsTiming {
  /** time_scale / (2 * num_units_in_tick). */
  readonly frameRate: Rational;
  readonly isFixed: boolean;
}

const CHROMA = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const;
// §7.3.2.1.1: the profiles that carry chroma format, bit depths and scaling lists.
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
// Level 6.2 allows sides of 1055 macroblocks; more cannot be decoded anywhere.
const MAX_SIDE_MACROBLOCKS = 2048;
const EXTENDED_SAR = 255;
// Table E-1, from aspect_ratio_idc 1 on.
const ASPECTS: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];

/**
 * Reads one SPS NAL unit, its header byte included. Throws MediaError when it is another type, cut short or beyond
 * every level.
 */
export function parseSps(nal: Uint8Array): Sps {
  if (nalType(nal) !== NAL_TYPE.sps) throw new MediaError(`SPS: wanted a NAL unit of type 7, got ${nalType(nal)}`);
  const reader = new BitReader(removeEmulationPrevention(nal.subarray(1)), 'SPS');
  const profileIdc = reader.bits(8);
  const constraintFlags = reader.bits(8);
  const levelIdc = reader.bits(8);
  const id = reader.unsignedExpGolombUpTo(31, 'seq_parameter_set_id');
  const format = HIGH_PROFILES.has(profileIdc)
    ? readFormat(reader)
    : { chromaFormat: 1, planes: 1, luma: 8, chroma: 8 };
  reader.unsignedExpGolombUpTo(12, 'log2_max_frame_num_minus4');
  skipPictureOrder(reader);
  const referenceFrames = reader.unsignedExpGolombUpTo(16, 'max_num_ref_frames');
  reader.skip(1);
  const columns = reader.unsignedExpGolombUpTo(MAX_SIDE_MACROBLOCKS - 1, 'pic_width_in_mbs_minus1') + 1;
  const mapRows = reader.unsignedExpGolombUpTo(MAX_SIDE_MACROBLOCKS - 1, 'pic_height_in_map_units_minus1') + 1;
  const frameMbsOnly = reader.flag();
  if (!frameMbsOnly) reader.skip(1);
  reader.skip(1);
  const codedWidth = columns * 16;
  const codedHeight = mapRows * 16 * (frameMbsOnly ? 1 : 2);
  const crop = readCrop(reader, format.planes === 3 ? 0 : format.chromaFormat, frameMbsOnly);
  const width = codedWidth - crop.width;
  const height = codedHeight - crop.height;
  if (width <= 0 || height <= 0) reader.fail('a picture left after cropping', `${width}x${height}`);
  return {
    id,
    profileIdc,
    constraintFlags,
    levelIdc,
    width,
    height,
    codedWidth,
    codedHeight,
    frameMbsOnly,
    chroma: CHROMA[format.chromaFormat]!,
    bitDepthLuma: format.luma,
    bitDepthChroma: format.chroma,
    referenceFrames,
    ...(reader.flag() && readVui(reader)),
  };
}

function readFormat(reader: BitReader): { chromaFormat: number; planes: number; luma: number; chroma: number } {
  const chromaFormat = reader.unsignedExpGolombUpTo(3, 'chroma_format_idc');
  const planes = chromaFormat === 3 && reader.flag() ? 3 : 1;
  const luma = 8 + reader.unsignedExpGolombUpTo(6, 'bit_depth_luma_minus8');
  const chroma = 8 + reader.unsignedExpGolombUpTo(6, 'bit_depth_chroma_minus8');
  reader.skip(1);
  if (reader.flag()) skipScalingLists(reader, chromaFormat === 3 ? 12 : 8);
  return { chromaFormat, planes, luma, chroma };
}

/** §7.3.2.1.1.1. */
function skipScalingLists(reader: BitReader, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (!reader.flag()) continue;
    const size = list < 6 ? 16 : 64;
    let next = 8;
    for (let i = 0, last = 8; i < size && next !== 0; i++) {
      next = (((last + reader.signedExpGolomb()) % 256) + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

function skipPictureOrder(reader: BitReader): void {
  const type = reader.unsignedExpGolombUpTo(2, 'pic_order_cnt_type');
  if (type === 0) reader.unsignedExpGolombUpTo(12, 'log2_max_pic_order_cnt_lsb_minus4');
  if (type !== 1) return;
  reader.skip(1);
  reader.signedExpGolomb();
  reader.signedExpGolomb();
  const count = reader.unsignedExpGolombUpTo(255, 'num_ref_frames_in_pic_order_cnt_cycle');
  for (let i = 0; i < count; i++) reader.signedExpGolomb();
}

/** Luma samples cut off on both sides together (7-19 to 7-22). */
function readCrop(
  reader: BitReader,
  chromaArrayType: number,
  frameMbsOnly: boolean,
): { width: number; height: number } {
  if (!reader.flag()) return { width: 0, height: 0 };
  const unitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
  const unitY = (chromaArrayType === 1 ? 2 : 1) * (frameMbsOnly ? 1 : 2);
  const horizontal = reader.unsignedExpGolomb() + reader.unsignedExpGolomb();
  const vertical = reader.unsignedExpGolomb() + reader.unsignedExpGolomb();
  return { width: horizontal * unitX, height: vertical * unitY };
}

/** Annex E.1.1. */
function readVui(reader: BitReader): Pick<Sps, 'sampleAspect' | 'colour' | 'timing' | 'reorderFrames'> {
  const sampleAspect = reader.flag() ? readAspect(reader) : undefined;
  if (reader.flag()) reader.skip(1);
  const colour = reader.flag() ? readColour(reader) : undefined;
  if (reader.flag()) {
    reader.unsignedExpGolombUpTo(5, 'chroma_sample_loc_type_top_field');
    reader.unsignedExpGolombUpTo(5, 'chroma_sample_loc_type_bottom_field');
  }
  const timing = reader.flag() ? readTiming(reader) : undefined;
  const hasNalHrd = reader.flag();
  if (hasNalHrd) skipHrd(reader);
  const hasVclHrd = reader.flag();
  if (hasVclHrd) skipHrd(reader);
  if (hasNalHrd || hasVclHrd) reader.skip(1);
  reader.skip(1);
  const reorderFrames = reader.flag() ? readReorderFrames(reader) : undefined;
  return {
    ...(sampleAspect && { sampleAspect }),
    ...(colour && { colour }),
    ...(timing && { timing }),
    ...(reorderFrames !== undefined && { reorderFrames }),
  };
}

function readAspect(reader: BitReader): Rational | undefined {
  const idc = reader.bits(8);
  const [width, height] = idc === EXTENDED_SAR ? [reader.bits(16), reader.bits(16)] : (ASPECTS[idc - 1] ?? [0, 0]);
  return width > 0 && height > 0 ? rational(width, height) : undefined;
}

function readColour(reader: BitReader): SpsColour {
  reader.skip(3);
  const isFullRange = reader.flag();
  const isDescribed = reader.flag();
  const [primaries, transfer, matrix] = isDescribed ? [reader.bits(8), reader.bits(8), reader.bits(8)] : [2, 2, 2];
  return { isFullRange, primaries, transfer, matrix };
}

function readTiming(reader: BitReader): SpsTiming | undefined {
  const unitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  const isFixed = reader.flag();
  return unitsInTick > 0 && timeScale > 0 ? { frameRate: rational(timeScale, 2 * unitsInTick), isFixed } : undefined;
}

/** Annex E.1.2. */
function skipHrd(reader: BitReader): void {
  const count = reader.unsignedExpGolombUpTo(31, 'cpb_cnt_minus1') + 1;
  reader.skip(8);
  for (let i = 0; i < count; i++) {
    reader.unsignedExpGolomb();
    reader.unsignedExpGolomb();
    reader.skip(1);
  }
  reader.skip(20);
}

function readReorderFrames(reader: BitReader): number {
  reader.skip(1);
  // Bytes and bits per picture, then the two motion vector lengths.
  for (let i = 0; i < 4; i++) reader.unsignedExpGolomb();
  return reader.unsignedExpGolombUpTo(16, 'max_num_reorder_frames');
}
