import { type PsiSection, writePsiSection } from './psi-section.ts';

const TABLE_ID = 0x02;

/** stream_type of AVC video (ISO/IEC 13818-1 table 2-34). */
export const STREAM_TYPE_AVC = 0x1b;
/** stream_type of AAC in ADTS. */
export const STREAM_TYPE_ADTS_AAC = 0x0f;

/** One elementary stream of a program. */
export interface MappedStream {
  readonly pid: number;
  readonly streamType: number;
}

/** What a PMT says, descriptors left out. */
export interface ProgramMap {
  readonly programNumber: number;
  /** 0x1FFF when the program has no clock. */
  readonly clockPid: number;
  readonly streams: readonly MappedStream[];
}

/** Writes a PMT section without descriptors (ISO/IEC 13818-1 §2.4.4.8). At most 200 streams. */
export function writeProgramMapTable(map: ProgramMap): Uint8Array {
  const body = new Uint8Array(4 + 5 * map.streams.length);
  const view = new DataView(body.buffer);
  view.setUint16(0, 0xe000 | map.clockPid);
  view.setUint16(2, 0xf000); // program_info_length 0
  map.streams.forEach((stream, index) => {
    const offset = 4 + 5 * index;
    view.setUint8(offset, stream.streamType);
    view.setUint16(offset + 1, 0xe000 | stream.pid);
    view.setUint16(offset + 3, 0xf000); // ES_info_length 0
  });
  return writePsiSection(TABLE_ID, map.programNumber, body);
}

/**
 * Reads a PMT section; undefined for another table or one whose lengths do not add up.
 *
 * A section is at most 4 kB, so there are never more than about 800 streams.
 */
export function readProgramMapTable(section: PsiSection): ProgramMap | undefined {
  const { body } = section;
  if (section.tableId !== TABLE_ID || body.length < 4) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const streams: MappedStream[] = [];
  let offset = 4 + (view.getUint16(2) & 0x0fff);
  while (offset + 5 <= body.length) {
    streams.push({ streamType: view.getUint8(offset), pid: view.getUint16(offset + 1) & 0x1fff });
    offset += 5 + (view.getUint16(offset + 3) & 0x0fff);
  }
  if (offset !== body.length) return undefined;
  return { programNumber: section.tableIdExtension, clockPid: view.getUint16(0) & 0x1fff, streams };
}
