import { MediaError } from '../media-error.ts';

/** Frames further apart than this are a mistake of the caller, and would need clock packets without end. */
const MAX_FRAME_GAP_TICKS = 30 * 90_000;

/** One H.264 access unit in Annex B form. Times in 90 kHz, whole, from 0; beyond 33 bits they are wrapped when written. */
export interface TsVideoFrame {
  readonly ptsTicks: number;
  readonly dtsTicks: number;
  readonly isKey: boolean;
  readonly annexB: Uint8Array;
}

/** One AAC frame with its ADTS header. Time in 90 kHz, whole, from 0. */
export interface TsAudioFrame {
  readonly ptsTicks: number;
  readonly adts: Uint8Array;
}

/**
 * Throws MediaError for frames the muxer must not be given: times that are not whole ticks from 0, do not rise, or leap by
 * more than 30 s; a PTS before its DTS; bytes that are not Annex B, or not exactly one ADTS frame.
 */
export function checkTsFrames(video: readonly TsVideoFrame[], audio: readonly TsAudioFrame[]): void {
  checkVideo(video);
  checkAudio(audio);
}

function checkVideo(frames: readonly TsVideoFrame[]): void {
  frames.forEach((frame, index) => {
    const where = `ts segment, video frame ${index}`;
    checkTime(where, frame.dtsTicks);
    checkTime(where, frame.ptsTicks);
    if (frame.ptsTicks < frame.dtsTicks) {
      throw new MediaError(`${where}: wanted pts >= dts, got pts ${frame.ptsTicks} and dts ${frame.dtsTicks}`);
    }
    const { annexB } = frame;
    if (annexB[0] !== 0 || annexB[1] !== 0 || !(annexB[2] === 1 || (annexB[2] === 0 && annexB[3] === 1))) {
      throw new MediaError(`${where}: wanted bytes that begin with an Annex B start code, got ${hex(annexB)}`);
    }
    checkOrder(where, frames[index - 1]?.dtsTicks, frame.dtsTicks);
  });
}

function checkAudio(frames: readonly TsAudioFrame[]): void {
  frames.forEach((frame, index) => {
    const where = `ts segment, audio frame ${index}`;
    checkTime(where, frame.ptsTicks);
    const [first = 0, second = 0, , third = 0, fourth = 0, fifth = 0] = frame.adts;
    const length = ((third & 3) << 11) | (fourth << 3) | (fifth >> 5);
    if (first !== 0xff || (second & 0xf6) !== 0xf0 || length !== frame.adts.length) {
      throw new MediaError(`${where}: wanted one ADTS frame of ${frame.adts.length} bytes, got ${hex(frame.adts)}`);
    }
    checkOrder(where, frames[index - 1]?.ptsTicks, frame.ptsTicks);
  });
}

function checkTime(where: string, ticks: number): void {
  if (!Number.isSafeInteger(ticks) || ticks < 0) {
    throw new MediaError(`${where}: wanted a time in whole ticks from 0, got ${ticks}`);
  }
}

function checkOrder(where: string, previousTicks: number | undefined, ticks: number): void {
  if (previousTicks === undefined) return;
  if (ticks <= previousTicks || ticks - previousTicks > MAX_FRAME_GAP_TICKS) {
    throw new MediaError(
      `${where}: wanted a time after ${previousTicks} by at most ${MAX_FRAME_GAP_TICKS} ticks, got ${ticks}`,
    );
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ') || 'none';
}
