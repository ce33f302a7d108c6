import { MediaError } from '../media-error.ts';
import { ElementaryStream, type TsStream } from './elementary-stream.ts';
import { FaultLog, type TsFault, type TsFaultKind } from './fault-log.ts';
import { type ProgramAssociation, readProgramAssociationTable, PAT_PID } from './psi/program-association-table.ts';
import { readProgramMapTable } from './psi/program-map-table.ts';
import { type PsiSection, readPsiSection, SectionAssembler } from './psi/psi-section.ts';
import { unwrapTicks } from './timestamp.ts';
import { NULL_PID, PACKET_BYTES, readTransportPacket, SYNC_BYTE, type TransportPacket } from './transport-packet.ts';

/** What a search for sync bytes looks at before it says that this is no TS. */
const PROBE_BYTES = 64 * 1024;

/** One value of the program clock: ticks of 27 MHz, on the same lap of 26.5 hours as the times of the streams. */
export interface TsClock {
  readonly offsetBytes: number;
  readonly ticks27MHz: number;
}

/** What one MPEG-TS segment holds and what is wrong with it. */
export interface TsFacts {
  readonly packetCount: number;
  /** The first program of the PAT, whose streams these are; undefined without a PAT. */
  readonly programNumber: number | undefined;
  /** How many PAT and PMT sections were read. */
  readonly tableCount: { readonly pat: number; readonly pmt: number };
  readonly clockPid: number | undefined;
  readonly clocks: readonly TsClock[];
  /** In the order the PMT names them. */
  readonly streams: readonly TsStream[];
  /** In the order they were noticed; the first 200. */
  readonly faults: readonly TsFault[];
  /** All faults, also those not kept. */
  readonly faultCount: number;
}

/**
 * Reads an MPEG-TS segment (ISO/IEC 13818-1) for the stream checker: ours, FFmpeg's or anybody's.
 *
 * Damage is reported as faults and reading goes on behind it. Takes time and memory in proportion to the input, whatever is in it.
 * Throws MediaError only for what is no TS at all: no sync bytes 188 bytes apart at its beginning.
 */
export function readTsSegment(bytes: Uint8Array): TsFacts {
  assertTransportStream(bytes);
  const reader = new SegmentReader();
  for (let offset = 0; offset < bytes.length;) {
    if (bytes[offset] !== SYNC_BYTE) {
      const next = findSync(bytes, offset);
      reader.fault('sync-lost', offset, `wanted the sync byte 0x47, found the next one ${next - offset} bytes on`);
      reader.loseSync();
      offset = next;
    } else if (offset + PACKET_BYTES > bytes.length) {
      reader.fault('truncated', offset, `wanted a packet of ${PACKET_BYTES} bytes, got ${bytes.length - offset}`);
      break;
    } else {
      reader.readPacket(bytes, offset);
      offset += PACKET_BYTES;
    }
  }
  return reader.finish(bytes.length);
}

/** Sorts packets by PID: tables are followed, streams they name are collected, the rest is only counted. */
class SegmentReader {
  readonly #log = new FaultLog();
  readonly #assemblers = new Map<number, SectionAssembler>([[PAT_PID, new SectionAssembler()]]);
  readonly #streams = new Map<number, ElementaryStream>();
  readonly #lastPackets = new Map<number, TransportPacket>();
  readonly #repeatedPids = new Set<number>();
  readonly #reference: { ticks: number | undefined } = { ticks: undefined };
  readonly #clocks: TsClock[] = [];
  #packetCount = 0;
  #patCount = 0;
  #pmtCount = 0;
  #program: ProgramAssociation | undefined;
  #clockPid: number | undefined;

  fault(kind: TsFaultKind, offsetBytes: number, message: string, pid?: number): void {
    const where = pid === undefined ? `byte ${offsetBytes}` : `pid ${pid}, byte ${offsetBytes}`;
    this.#log.add({ kind, offsetBytes, ...(pid === undefined ? {} : { pid }), message: `${where}: ${message}` });
  }

  /** Forgets what a gap in the packets would join wrongly. */
  loseSync(): void {
    for (const assembler of this.#assemblers.values()) assembler.reset();
  }

  readPacket(bytes: Uint8Array, offset: number): void {
    this.#packetCount++;
    const packet = readTransportPacket(bytes, offset);
    if (packet === undefined) {
      return this.fault('malformed', offset, 'wanted an adaptation field that fits and a payload or field at all');
    }
    const { pid, payload } = packet;
    // §2.4.3.3: nothing in a packet with this flag can be relied on, not even its PID.
    if (packet.hasTransportError) return this.fault('transport-error', offset, 'transport_error_indicator is set', pid);
    if (pid === NULL_PID || this.#isRepeated(packet, offset)) return;
    if (packet.clock27MHz !== undefined && pid === this.#clockPid) this.#addClock(packet.clock27MHz, offset);
    if (payload === undefined) return;
    if (packet.isScrambled) return this.fault('scrambled', offset, 'the payload is encrypted', pid);
    this.#streams.get(pid)?.push(packet, payload, offset);
    for (const section of this.#assemblers.get(pid)?.push(payload, packet.isUnitStart) ?? []) {
      this.#readSection(pid, section, offset);
    }
  }

  finish(totalBytes: number): TsFacts {
    const streams = Array.from(this.#streams.values(), (stream) => stream.finish());
    if (this.#patCount === 0) this.fault('no-program', totalBytes, 'wanted a PAT, found none');
    else if (this.#pmtCount === 0)
      this.fault('no-program', totalBytes, 'wanted the PMT that the PAT names, found none');
    return {
      packetCount: this.#packetCount,
      programNumber: this.#program?.programNumber,
      tableCount: { pat: this.#patCount, pmt: this.#pmtCount },
      clockPid: this.#clockPid,
      clocks: this.#clocksNearStreams(),
      streams,
      faults: this.#log.faults,
      faultCount: this.#log.count,
    };
  }

  /** §2.4.3.3: counts payloads; a packet may be sent twice in a row with the same number, which is true to be ignored. */
  #isRepeated(packet: TransportPacket, offset: number): boolean {
    const { pid, continuityCounter } = packet;
    const last = this.#lastPackets.get(pid);
    const wasRepeated = this.#repeatedPids.delete(pid);
    if (packet.payload === undefined && last !== undefined && !packet.isDiscontinuity) return false;
    this.#lastPackets.set(pid, packet);
    if (last === undefined || packet.isDiscontinuity || packet.payload === undefined) return false;
    const isSame = continuityCounter === last.continuityCounter;
    if (isSame && last.payload !== undefined && !wasRepeated && areEqual(last.payload, packet.payload)) {
      this.#repeatedPids.add(pid);
      return true;
    }
    // After a packet without payload that was allowed to jump, the count goes on from its number.
    const wanted = (last.continuityCounter + 1) & 0x0f;
    if (continuityCounter !== wanted) {
      this.fault('continuity', offset, `wanted continuity counter ${wanted}, got ${continuityCounter}`, pid);
      this.#assemblers.get(pid)?.reset();
    }
    return false;
  }

  #readSection(pid: number, bytes: Uint8Array, offset: number): void {
    // A PMT's PID may carry other tables as well; only ours is asked for its CRC.
    if (pid !== PAT_PID && bytes[0] !== 0x02) return;
    const section = readPsiSection(bytes);
    if (section === undefined) return this.fault('crc', offset, 'the section is damaged: its CRC does not match', pid);
    if (!section.isCurrent) return;
    if (pid === PAT_PID) this.#readPat(section, offset);
    else this.#readPmt(section, pid, offset);
  }

  #readPat(section: PsiSection, offset: number): void {
    const programs = readProgramAssociationTable(section);
    if (programs === undefined) return this.fault('malformed', offset, 'wanted a PAT, got another table', PAT_PID);
    this.#patCount++;
    const program = programs[0];
    if (this.#program !== undefined || program === undefined) return;
    this.#program = program;
    this.#assemblers.set(program.mapPid, new SectionAssembler());
    // RFC 8216 §3.2: a segment holds a single program.
    if (programs.length > 1)
      this.fault('several-programs', offset, `wanted 1 program, got ${programs.length}`, PAT_PID);
  }

  #readPmt(section: PsiSection, pid: number, offset: number): void {
    if (section.tableIdExtension !== this.#program?.programNumber) return;
    const map = readProgramMapTable(section);
    if (map === undefined) return this.fault('malformed', offset, 'the lengths in the PMT do not add up', pid);
    this.#pmtCount++;
    this.#clockPid = map.clockPid;
    for (const stream of map.streams) {
      if (this.#streams.has(stream.pid) || this.#assemblers.has(stream.pid)) continue;
      this.#streams.set(stream.pid, new ElementaryStream(stream, this.#log, this.#reference));
      if (this.#lastPackets.has(stream.pid)) {
        this.fault(
          'before-tables',
          offset,
          'packets came before the PMT that names them, and were not read',
          stream.pid,
        );
      }
    }
  }

  #clocksNearStreams(): TsClock[] {
    const first = Math.floor((this.#clocks[0]?.ticks27MHz ?? 0) / 300);
    const shift27MHz = (unwrapTicks(first, this.#reference.ticks ?? first) - first) * 300;
    return this.#clocks.map((clock) => ({ ...clock, ticks27MHz: clock.ticks27MHz + shift27MHz }));
  }

  #addClock(clock27MHz: number, offsetBytes: number): void {
    // The clock's base wraps as times do; its 300 steps within a tick do not change which lap it is in.
    const base = Math.floor(clock27MHz / 300);
    const last = this.#clocks.at(-1)?.ticks27MHz ?? clock27MHz;
    const ticks27MHz = unwrapTicks(base, Math.floor(last / 300)) * 300 + (clock27MHz % 300);
    this.#clocks.push({ offsetBytes, ticks27MHz });
  }
}

function assertTransportStream(bytes: Uint8Array): void {
  const probed = Math.min(bytes.length, PROBE_BYTES);
  const counts = new Uint32Array(PACKET_BYTES);
  for (let offset = 0; offset < probed; offset++) {
    const phase = offset % PACKET_BYTES;
    if (bytes[offset] === SYNC_BYTE) counts[phase] = (counts[phase] ?? 0) + 1;
  }
  const slots = Math.floor(probed / PACKET_BYTES);
  // A few packets could look right by chance anywhere, so these must begin with the first byte. Damage may have moved
  // or spoilt some; noise has a sync byte in one place of 256.
  const wanted = Math.max(1, Math.ceil(slots / 4));
  const found = slots < 4 ? (counts[0] ?? 0) : Math.max(...counts);
  if (slots === 0 || found < wanted) {
    throw new MediaError(
      `ts segment: wanted MPEG-TS packets of ${PACKET_BYTES} bytes that begin with 0x47, got ${bytes.length} bytes without that pattern`,
    );
  }
}

/** Where packets begin again after `lost`: at the next place if only one sync byte is spoilt, else at two in a row. */
function findSync(bytes: Uint8Array, lost: number): number {
  if (bytes[lost + PACKET_BYTES] === SYNC_BYTE) return lost + PACKET_BYTES;
  for (let offset = lost + 1; offset < bytes.length; offset++) {
    if (bytes[offset] !== SYNC_BYTE) continue;
    if (offset + PACKET_BYTES >= bytes.length || bytes[offset + PACKET_BYTES] === SYNC_BYTE) return offset;
  }
  return bytes.length;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
