import { MediaError } from '../media-error.ts';

/** One raw access unit and how long it sounds, in ticks of the track (samples, where the timescale is the rate). */
export interface AudioFrame {
  readonly bytes: Uint8Array;
  readonly durationTicks: number;
}

const DEFAULT_DURATION_TICKS = 1024;
const MAX_U32 = 2 ** 32 - 1;

// ISO/IEC 14496-12 §8.8.7 and §8.8.8.
const TFHD_FLAGS = 0x020000 /* default-base-is-moof */ | 0x08 /* default duration */ | 0x20; /* default flags */
const TRUN_DATA_OFFSET = 0x01;
const TRUN_SAMPLE_DURATION = 0x100;
const TRUN_SAMPLE_SIZE = 0x200;
// §8.8.3.1: does not depend on other samples, is a sync sample.
const INDEPENDENT_SAMPLE = 0x02000000;

const MFHD_SIZE = 16;
const TFHD_SIZE = 24;
const TFDT_SIZE = 20;
const TRUN_FIXED_SIZE = 20;

/**
 * Writes one moof and its mdat from audio frames: one traf, one trun, tfdt in 64 bits, offsets from the moof.
 *
 * Durations are written only when one is not 1024. Throws MediaError without frames, for an empty frame, or for a
 * number that does not fit its field.
 */
export function writeAudioFragment(input: {
  readonly trackId: number;
  readonly sequenceNumber: number;
  readonly baseDecodeTimeTicks: number;
  readonly frames: readonly AudioFrame[];
}): Uint8Array {
  const { trackId, sequenceNumber, baseDecodeTimeTicks, frames } = input;
  check('track id', trackId, 1, MAX_U32);
  check('sequence number', sequenceNumber, 0, MAX_U32);
  check('decode time', baseDecodeTimeTicks, 0, Number.MAX_SAFE_INTEGER);
  check('number of frames', frames.length, 1, MAX_U32);
  let dataBytes = 0;
  for (const frame of frames) {
    check('frame size', frame.bytes.length, 1, MAX_U32);
    check('frame duration', frame.durationTicks, 0, MAX_U32);
    dataBytes += frame.bytes.length;
  }

  const hasDurations = frames.some((frame) => frame.durationTicks !== DEFAULT_DURATION_TICKS);
  const trunSize = TRUN_FIXED_SIZE + frames.length * (hasDurations ? 8 : 4);
  const trafSize = 8 + TFHD_SIZE + TFDT_SIZE + trunSize;
  const moofSize = 8 + MFHD_SIZE + trafSize;
  check('size of moof and mdat', moofSize + 8 + dataBytes, 0, 2 ** 31 - 1);

  const bytes = new Uint8Array(moofSize + 8 + dataBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const u32 = (value: number): void => {
    view.setUint32(at, value);
    at += 4;
  };
  const box = (size: number, type: string): void => {
    u32(size);
    for (const character of type) bytes[at++] = character.charCodeAt(0);
  };

  box(moofSize, 'moof');
  box(MFHD_SIZE, 'mfhd');
  u32(0);
  u32(sequenceNumber);
  box(trafSize, 'traf');
  box(TFHD_SIZE, 'tfhd');
  u32(TFHD_FLAGS);
  u32(trackId);
  u32(DEFAULT_DURATION_TICKS);
  u32(INDEPENDENT_SAMPLE);
  box(TFDT_SIZE, 'tfdt');
  u32(0x01000000);
  u32(Math.floor(baseDecodeTimeTicks / 2 ** 32));
  u32(baseDecodeTimeTicks % 2 ** 32);
  box(trunSize, 'trun');
  u32(TRUN_DATA_OFFSET | TRUN_SAMPLE_SIZE | (hasDurations ? TRUN_SAMPLE_DURATION : 0));
  u32(frames.length);
  u32(moofSize + 8);
  for (const frame of frames) {
    if (hasDurations) u32(frame.durationTicks);
    u32(frame.bytes.length);
  }
  box(8 + dataBytes, 'mdat');
  for (const frame of frames) {
    bytes.set(frame.bytes, at);
    at += frame.bytes.length;
  }
  return bytes;
}

function check(what: string, value: number, lowest: number, highest: number): void {
  if (!Number.isSafeInteger(value) || value < lowest || value > highest) {
    throw new MediaError(`audio fragment: wanted a ${what} from ${lowest} to ${highest}, got ${value}`);
  }
}
