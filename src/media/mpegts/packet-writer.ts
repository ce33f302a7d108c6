import { wrapTicks } from './timestamp.ts';
import { PACKET_BYTES, SYNC_BYTE } from './transport-packet.ts';

const PAYLOAD_BYTES = PACKET_BYTES - 4;
const DISCONTINUITY = 0x80;
const RANDOM_ACCESS = 0x40;
const HAS_CLOCK = 0x10;

/** The continuity counter of the last packet with a payload, by PID. Plain data; hand it to the segment that follows. */
export type Continuity = Readonly<Record<number, number>>;

/** A value of the program clock and the payload byte that must not arrive before it. */
export interface ClockMark {
  readonly atByte: number;
  /** 90 kHz, of any size: wrapped when written. */
  readonly ticks: number;
}

/** How the PES packet is announced outside its bytes. */
export interface PesOptions {
  readonly isRandomAccess: boolean;
  /** In rising order; the PID must be the PCR PID. */
  readonly clockMarks: readonly ClockMark[];
}

/**
 * Writes sections and PES packets as transport packets of 188 bytes (ISO/IEC 13818-1 §2.4.3).
 *
 * Continues the counters it is given. A PID it has no counter for starts at 0 with the discontinuity indicator,
 * so that segments made independently can be joined: §2.4.3.5 lets the counter jump there.
 */
export class PacketWriter {
  #bytes = new Uint8Array(64 * PACKET_BYTES);
  #length = 0;
  readonly #counters: Map<number, number>;

  constructor(continuity: Continuity = {}) {
    this.#counters = new Map(Object.entries(continuity).map(([pid, counter]) => [Number(pid), counter]));
  }

  /** Writes a PSI section of at most 181 bytes into one packet, the rest filled with 0xFF (§2.4.4). */
  writeSection(pid: number, section: Uint8Array): void {
    const unit = new Uint8Array(PAYLOAD_BYTES - (this.#counters.has(pid) ? 0 : 2)).fill(0xff);
    unit[0] = 0; // pointer_field: the section begins with the next byte
    unit.set(section, 1);
    this.#writePacket(pid, unit, 0, 0, undefined);
  }

  /** Writes a PES packet, header and payload in one, padding its last transport packet by the adaptation field. */
  writePes(pid: number, pes: Uint8Array, options: PesOptions): void {
    let nextMark = 0;
    for (let offset = 0; offset < pes.length;) {
      let clockTicks: number | undefined;
      for (; nextMark < options.clockMarks.length; nextMark++) {
        const mark = options.clockMarks[nextMark];
        if (mark === undefined || mark.atByte >= offset + PAYLOAD_BYTES) break;
        // Two values for one packet: at this low rate the earlier one needs a packet of its own.
        if (clockTicks !== undefined) this.writeClock(pid, clockTicks);
        clockTicks = mark.ticks;
      }
      const flags = offset === 0 && options.isRandomAccess ? RANDOM_ACCESS : 0;
      offset = this.#writePacket(pid, pes, offset, flags, clockTicks);
    }
  }

  /** Writes a packet that has nothing but the clock. Its counter stays: only payloads count (§2.4.3.3). */
  writeClock(pid: number, ticks: number): void {
    const start = this.#grow();
    const counter = this.#counters.get(pid);
    this.#writeHeader(start, pid, false, 0x20, counter ?? 0x0f);
    this.#bytes.fill(0xff, start + 4, start + PACKET_BYTES);
    this.#bytes[start + 4] = PAYLOAD_BYTES - 1;
    this.#bytes[start + 5] = HAS_CLOCK | (counter === undefined ? DISCONTINUITY : 0);
    this.#writeClockField(start + 6, ticks);
  }

  /** Everything written so far. The writer must not be used afterwards. */
  finish(): { bytes: Uint8Array; continuity: Continuity } {
    return { bytes: this.#bytes.slice(0, this.#length), continuity: Object.fromEntries(this.#counters) };
  }

  /** Writes one packet with as much of `unit` as fits; returns where the next one goes on. */
  #writePacket(pid: number, unit: Uint8Array, offset: number, flags: number, clockTicks: number | undefined): number {
    const previous = this.#counters.get(pid);
    const counter = previous === undefined ? 0 : (previous + 1) & 0x0f;
    this.#counters.set(pid, counter);
    const allFlags = flags | (previous === undefined ? DISCONTINUITY : 0) | (clockTicks === undefined ? 0 : HAS_CLOCK);
    const neededBytes = allFlags === 0 ? 0 : clockTicks === undefined ? 2 : 8;
    const taken = Math.min(PAYLOAD_BYTES - neededBytes, unit.length - offset);
    const adaptationBytes = PAYLOAD_BYTES - taken;

    const start = this.#grow();
    this.#writeHeader(start, pid, offset === 0, adaptationBytes > 0 ? 0x30 : 0x10, counter);
    if (adaptationBytes > 0) {
      this.#bytes.fill(0xff, start + 4, start + 4 + adaptationBytes);
      this.#bytes[start + 4] = adaptationBytes - 1;
      // A field of one byte is its length alone, 0: the way to stuff exactly one byte (§2.4.3.5).
      if (adaptationBytes > 1) this.#bytes[start + 5] = allFlags;
      if (clockTicks !== undefined) this.#writeClockField(start + 6, clockTicks);
    }
    this.#bytes.set(unit.subarray(offset, offset + taken), start + 4 + adaptationBytes);
    return offset + taken;
  }

  #writeHeader(start: number, pid: number, isUnitStart: boolean, adaptationControl: number, counter: number): void {
    this.#bytes[start] = SYNC_BYTE;
    this.#bytes[start + 1] = (isUnitStart ? 0x40 : 0) | (pid >> 8);
    this.#bytes[start + 2] = pid & 0xff;
    this.#bytes[start + 3] = adaptationControl | counter;
  }

  /** 33 bits of 90 kHz, 6 reserved bits, and 9 bits of 27 MHz that are 0 because our times are whole ticks. */
  #writeClockField(offset: number, ticks: number): void {
    const base = wrapTicks(ticks);
    const low = base % 2 ** 25;
    this.#bytes[offset] = Math.floor(base / 2 ** 25);
    this.#bytes[offset + 1] = low >> 17;
    this.#bytes[offset + 2] = low >> 9;
    this.#bytes[offset + 3] = low >> 1;
    this.#bytes[offset + 4] = ((low & 1) << 7) | 0x7e;
    this.#bytes[offset + 5] = 0;
  }

  #grow(): number {
    const start = this.#length;
    this.#length += PACKET_BYTES;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return start;
  }
}
