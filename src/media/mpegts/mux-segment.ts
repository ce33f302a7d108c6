import { MediaError } from '../media-error.ts';
import { adtsFrameTicks } from './adts-frames.ts';
import { type ClockMark, type Continuity, PacketWriter } from './packet-writer.ts';
import { STREAM_ID_AUDIO, STREAM_ID_VIDEO, writePesHeader } from './pes-packet.ts';
import { PAT_PID, writeProgramAssociationTable } from './psi/program-association-table.ts';
import { STREAM_TYPE_ADTS_AAC, STREAM_TYPE_AVC, writeProgramMapTable } from './psi/program-map-table.ts';
import { checkTsFrames, type TsAudioFrame, type TsVideoFrame } from './ts-frames.ts';

const PROGRAM_NUMBER = 1;
const MAP_PID = 0x1000;
const VIDEO_PID = 0x100;
const AUDIO_PID = 0x101;

/** ISO/IEC 13818-1 §2.7.2: a clock value at least every 100 ms. */
const MAX_CLOCK_GAP_TICKS = 9000;
/** The clock runs this far behind the times of what is sent: the time a receiver has to take it in. */
const CLOCK_DELAY_TICKS = 45_000;
/** 16 transport packets: large enough that headers and stuffing cost little, small enough to stay near the video. */
const MAX_AUDIO_PES_BYTES = 2800;
const MAX_AUDIO_PES_TICKS = 31_500;
/** An access unit delimiter that allows every slice type (ISO/IEC 14496-10 §7.4.2.4). */
const DELIMITER = Uint8Array.of(0, 0, 0, 1, 0x09, 0xf0);

/** What goes into one segment. */
export interface TsSegmentInput {
  /** In decoding order. Empty: the stream is announced but has nothing here. Absent: there is no such stream. */
  readonly video?: readonly TsVideoFrame[] | undefined;
  /** In order of time; empty and absent as for video. */
  readonly audio?: readonly TsAudioFrame[] | undefined;
  readonly audioCodec: 'aac';
  /** What the segment before returned. Without it every PID begins with the discontinuity indicator, which joins as well. */
  readonly continuity?: Continuity | undefined;
}

/** Something to be written when its time comes. */
interface Item {
  readonly ticks: number;
  write(writer: PacketWriter): void;
}

/**
 * Packs frames into one MPEG-TS segment that can be read without any other (ISO/IEC 13818-1; RFC 8216 §3.2).
 *
 * PAT and PMT come first and again before each later key frame. Each access unit is one PES packet and gets a delimiter
 * if it has none (§2.14.1); audio frames share PES packets of at most 2.8 kB and 350 ms. Everything is in order of decoding
 * time. The clock is on the video, or on the audio when no video frame is given, at least every 100 ms and half a second behind:
 * times below 45,000 are right, but let the clock wrap at once.
 * Throws MediaError for a segment without frames and for frames out of order, without bytes, or more than 30 s apart.
 */
export function muxTsSegment(input: TsSegmentInput): { bytes: Uint8Array; continuity: Continuity } {
  const video = input.video ?? [];
  const audio = input.audio ?? [];
  if (video.length + audio.length === 0) throw new MediaError('ts segment: wanted at least one frame, got none');
  checkTsFrames(video, audio);

  const streams = [
    ...(input.video === undefined ? [] : [{ pid: VIDEO_PID, streamType: STREAM_TYPE_AVC }]),
    ...(input.audio === undefined ? [] : [{ pid: AUDIO_PID, streamType: STREAM_TYPE_ADTS_AAC }]),
  ];
  const clockPid = video.length > 0 ? VIDEO_PID : AUDIO_PID;
  const pat = writeProgramAssociationTable({ programNumber: PROGRAM_NUMBER, mapPid: MAP_PID });
  const pmt = writeProgramMapTable({ programNumber: PROGRAM_NUMBER, clockPid, streams });
  const writeTables = (writer: PacketWriter) => {
    writer.writeSection(PAT_PID, pat);
    writer.writeSection(MAP_PID, pmt);
  };

  // A stable sort: at the same time the video, which is listed first, goes first.
  const items = [...videoItems(video, writeTables), ...audioItems(audio, clockPid === AUDIO_PID)];
  items.sort((a, b) => a.ticks - b.ticks);
  const writer = new PacketWriter(input.continuity);
  writeTables(writer);
  for (const item of items) item.write(writer);
  return writer.finish();
}

function videoItems(frames: readonly TsVideoFrame[], writeTables: (writer: PacketWriter) => void): Item[] {
  const items: Item[] = [];
  let clockTicks = -Infinity;
  let durationTicks = 0;
  frames.forEach((frame, index) => {
    // The last frame is taken to be as long as the one before, so that the next segment's clock is in time as well.
    durationTicks = (frames[index + 1]?.dtsTicks ?? frame.dtsTicks + durationTicks) - frame.dtsTicks;
    const endTicks = frame.dtsTicks + durationTicks;
    // §2.4.3.5: random_access_indicator on the PCR PID asks for a clock value in the same packet.
    const hasClock = frame.isKey || endTicks - clockTicks > MAX_CLOCK_GAP_TICKS;
    if (hasClock) clockTicks = frame.dtsTicks;
    const needsTables = frame.isKey && index > 0;
    items.push({
      ticks: frame.dtsTicks,
      write: (writer) => {
        if (needsTables) writeTables(writer);
        writer.writePes(VIDEO_PID, videoPes(frame), {
          isRandomAccess: frame.isKey,
          clockMarks: hasClock ? [{ atByte: 0, ticks: frame.dtsTicks - CLOCK_DELAY_TICKS }] : [],
        });
      },
    });
    clockTicks = fillClock(items, VIDEO_PID, clockTicks, endTicks);
  });
  return items;
}

function videoPes(frame: TsVideoFrame): Uint8Array {
  const header = writePesHeader({ ...frame, streamId: STREAM_ID_VIDEO, payloadBytes: undefined });
  return concat(hasDelimiter(frame.annexB) ? [header, frame.annexB] : [header, DELIMITER, frame.annexB]);
}

function hasDelimiter(annexB: Uint8Array): boolean {
  // The start code is 00 00 01 or 00 00 00 01; nal_unit_type 9 is the delimiter.
  const nalStart = annexB[2] === 1 ? 3 : 4;
  return ((annexB[nalStart] ?? 0) & 0x1f) === 9;
}

function audioItems(frames: readonly TsAudioFrame[], hasClock: boolean): Item[] {
  const items: Item[] = [];
  let clockTicks = -Infinity;
  let endTicks = 0;
  for (let first = 0; first < frames.length;) {
    const group = frames.slice(first, first + countFramesOfPes(frames, first));
    first += group.length;
    const ptsTicks = group[0]?.ptsTicks ?? 0;
    const clockMarks: ClockMark[] = [];
    let atByte = 0;
    group.forEach((frame, index) => {
      endTicks = group[index + 1]?.ptsTicks ?? frames[first]?.ptsTicks ?? frame.ptsTicks + adtsFrameTicks(frame.adts);
      if (hasClock && (index === 0 || endTicks - clockTicks > MAX_CLOCK_GAP_TICKS)) {
        clockTicks = frame.ptsTicks;
        clockMarks.push({ atByte, ticks: clockTicks - CLOCK_DELAY_TICKS });
      }
      atByte += frame.adts.length;
    });
    const isRandomAccess = hasClock && items.length === 0;
    items.push({
      ticks: ptsTicks,
      write: (writer) => writer.writePes(AUDIO_PID, audioPes(group, ptsTicks), { isRandomAccess, clockMarks }),
    });
    if (hasClock) clockTicks = fillClock(items, AUDIO_PID, clockTicks, endTicks);
  }
  return items;
}

/** Adds packets with the clock alone where no frame could carry it until `endTicks`; returns the last value. */
function fillClock(items: Item[], pid: number, lastTicks: number, endTicks: number): number {
  let clockTicks = lastTicks;
  while (endTicks - clockTicks > MAX_CLOCK_GAP_TICKS) {
    clockTicks += MAX_CLOCK_GAP_TICKS;
    const ticks = clockTicks;
    items.push({ ticks, write: (writer) => writer.writeClock(pid, ticks - CLOCK_DELAY_TICKS) });
  }
  return clockTicks;
}

function audioPes(frames: readonly TsAudioFrame[], ptsTicks: number): Uint8Array {
  const payloadBytes = frames.reduce((sum, frame) => sum + frame.adts.length, 0);
  const header = writePesHeader({ streamId: STREAM_ID_AUDIO, ptsTicks, dtsTicks: ptsTicks, payloadBytes });
  return concat([header, ...frames.map((frame) => frame.adts)]);
}

/** How many frames from `first` on share a PES packet: at least one. A reader counts on from the first one's time. */
function countFramesOfPes(frames: readonly TsAudioFrame[], first: number): number {
  const start = frames[first];
  if (start === undefined) return 0;
  const frameTicks = adtsFrameTicks(start.adts);
  let bytes = start.adts.length;
  let count = 1;
  for (; first + count < frames.length; count++) {
    const frame = frames[first + count];
    if (frame === undefined) break;
    bytes += frame.adts.length;
    const elapsedTicks = frame.ptsTicks - start.ptsTicks;
    if (bytes > MAX_AUDIO_PES_BYTES || elapsedTicks >= MAX_AUDIO_PES_TICKS) break;
    // A frame that is not where counting would put it (two ticks are rounding) needs a time of its own; so does one
    // that lasts longer than the clock may pause.
    if (Math.abs(elapsedTicks - count * frameTicks) > 2 || frameTicks > MAX_CLOCK_GAP_TICKS) break;
  }
  return count;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
