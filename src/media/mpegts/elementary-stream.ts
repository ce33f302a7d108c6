import { type AccessUnits, readAccessUnits } from './access-units.ts';
import { type AdtsFacts, readAdtsFrames } from './adts-frames.ts';
import type { FaultLog } from './fault-log.ts';
import { readPesHeader } from './pes-packet.ts';
import { type MappedStream, STREAM_TYPE_ADTS_AAC, STREAM_TYPE_AVC } from './psi/program-map-table.ts';
import { unwrapTicks } from './timestamp.ts';
import type { TransportPacket } from './transport-packet.ts';

/** Half an hour of 60 frames a second: far beyond any segment. What comes after is not read. */
const MAX_UNITS = 100_000;

type Kind = 'video' | 'audio' | 'other';

/** stream_type (ISO/IEC 13818-1 table 2-34; 0x81 and 0x87 from ATSC A/53) to what it carries. */
const STREAM_TYPES: Readonly<Record<number, readonly [Kind, string]>> = {
  0x01: ['video', 'mpeg1video'],
  0x02: ['video', 'mpeg2video'],
  0x03: ['audio', 'mp3'],
  0x04: ['audio', 'mp3'],
  [STREAM_TYPE_ADTS_AAC]: ['audio', 'aac'],
  0x10: ['video', 'mpeg4'],
  0x11: ['audio', 'aac-latm'],
  0x15: ['other', 'metadata'],
  [STREAM_TYPE_AVC]: ['video', 'h264'],
  0x24: ['video', 'hevc'],
  0x81: ['audio', 'ac3'],
  0x86: ['other', 'scte_35'],
  0x87: ['audio', 'eac3'],
};

/** stream_types carried in sections, not in PES packets: private sections, DSM-CC (two kinds, descriptors), SCTE 35. */
const SECTION_STREAM_TYPES = new Set([0x05, 0x0b, 0x0c, 0x0d, 0x86]);

/** One PES packet. Times in 90 kHz, unwrapped near the first time of the segment; undefined where none is written. */
export interface TsPes {
  readonly ptsTicks: number | undefined;
  readonly dtsTicks: number | undefined;
  /** Of the transport packet it begins in. */
  readonly offsetBytes: number;
  readonly payloadBytes: number;
  readonly isRandomAccess: boolean;
}

/** One H.264 access unit; times as in the PES packet it is the first to begin in, else undefined. */
export interface TsAccessUnit {
  readonly ptsTicks: number | undefined;
  readonly dtsTicks: number | undefined;
  readonly sizeBytes: number;
  readonly isIdr: boolean;
  readonly hasDelimiter: boolean;
  readonly hasParameterSets: boolean;
}

/** One elementary stream of the segment. */
export interface TsStream {
  readonly pid: number;
  readonly streamType: number;
  readonly kind: Kind;
  /** `h264`, `aac`, … as FFmpeg calls them; undefined for a stream_type not in our table. */
  readonly codec: string | undefined;
  /** Empty for a stream carried in sections. */
  readonly pes: readonly TsPes[];
  readonly payloadBytes: number;
  /** For H.264 only. `sps` is the first one, a NAL unit without start code. */
  readonly avc?: { readonly accessUnits: readonly TsAccessUnit[]; readonly sps: Uint8Array | undefined };
  /** For AAC in ADTS only. */
  readonly adts?: AdtsFacts;
}

/** The packets of one PES packet that is still being read. */
interface OpenPes {
  readonly offsetBytes: number;
  readonly isRandomAccess: boolean;
  readonly chunks: Uint8Array[];
}

/** Puts the PES packets of one PID together, then reads what they carry. */
export class ElementaryStream {
  readonly #mapped: MappedStream;
  readonly #log: FaultLog;
  readonly #reference: { ticks: number | undefined };
  readonly #pes: TsPes[] = [];
  readonly #payloads: Uint8Array[] = [];
  #payloadBytes = 0;
  #lastTicks: number | undefined;
  #open: OpenPes | undefined;
  #isCut = false;

  /** `reference` holds the first time of the segment and is shared by its streams. */
  constructor(mapped: MappedStream, log: FaultLog, reference: { ticks: number | undefined }) {
    this.#mapped = mapped;
    this.#log = log;
    this.#reference = reference;
  }

  /** Takes the next packet with a payload; `payload` may be used until `finish`. */
  push(packet: TransportPacket, payload: Uint8Array, offsetBytes: number): void {
    if (SECTION_STREAM_TYPES.has(this.#mapped.streamType)) return;
    if (packet.isUnitStart) {
      this.#close();
      if (this.#pes.length < MAX_UNITS) {
        this.#open = { offsetBytes, isRandomAccess: packet.isRandomAccess, chunks: [payload] };
      } else if (!this.#isCut) {
        this.#isCut = true;
        this.#fault('too-many', offsetBytes, `more than ${MAX_UNITS} PES packets, the others were not read`);
      }
      return;
    }
    // Without a beginning there is no knowing what it is; the segment may have been cut inside a PES packet.
    this.#open?.chunks.push(payload);
  }

  /** Reads what has been collected. The stream must not be used afterwards. */
  finish(): TsStream {
    this.#close();
    const { pid, streamType } = this.#mapped;
    const [kind, codec] = STREAM_TYPES[streamType] ?? (['other', undefined] as const);
    const base = { pid, streamType, kind, codec, pes: this.#pes, payloadBytes: this.#payloadBytes };
    if (streamType === STREAM_TYPE_AVC) return { ...base, avc: this.#readAvc() };
    if (streamType === STREAM_TYPE_ADTS_AAC) return { ...base, adts: this.#readAdts() };
    return base;
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    const bytes = concat(open.chunks);
    const header = readPesHeader(bytes);
    if (header === undefined) {
      return this.#fault('malformed', open.offsetBytes, `wanted a PES header, got ${bytes.length} bytes that are none`);
    }
    const payload = bytes.subarray(header.headerBytes, endOfPayload(header.headerBytes, header.payloadBytes));
    if (header.payloadBytes !== undefined && payload.length < header.payloadBytes) {
      const message = `PES packet: wanted ${header.payloadBytes} bytes, got ${payload.length}`;
      this.#fault('truncated', open.offsetBytes, message);
    }
    const dts = header.dtsTicks ?? header.ptsTicks;
    const dtsTicks = dts === undefined ? undefined : this.#unwrap(dts);
    this.#pes.push({
      dtsTicks,
      ptsTicks:
        dtsTicks === undefined || header.ptsTicks === undefined ? undefined : unwrapTicks(header.ptsTicks, dtsTicks),
      offsetBytes: open.offsetBytes,
      payloadBytes: payload.length,
      isRandomAccess: open.isRandomAccess,
    });
    this.#payloads.push(payload);
    this.#payloadBytes += payload.length;
  }

  #unwrap(ticks: number): number {
    this.#reference.ticks ??= ticks;
    this.#lastTicks = unwrapTicks(ticks, this.#lastTicks ?? this.#reference.ticks);
    return this.#lastTicks;
  }

  #readAvc(): NonNullable<TsStream['avc']> {
    const { units, sps, isCut }: AccessUnits = readAccessUnits(concat(this.#payloads), MAX_UNITS);
    if (isCut) this.#fault('too-many', 0, `more than ${MAX_UNITS} access units, the others were not read`);
    let nextPes = 0;
    let nextPesStart = 0;
    const accessUnits = units.map(({ offsetBytes, ...unit }) => {
      // §2.4.3.7: the time belongs to the first access unit that begins in the PES packet.
      let pes: TsPes | undefined;
      while (nextPes < this.#pes.length && nextPesStart <= offsetBytes) {
        pes = this.#pes[nextPes];
        nextPesStart += pes?.payloadBytes ?? 0;
        nextPes++;
      }
      return { ptsTicks: pes?.ptsTicks, dtsTicks: pes?.dtsTicks, ...unit };
    });
    return { accessUnits, sps };
  }

  #readAdts(): AdtsFacts {
    const facts = readAdtsFrames(concat(this.#payloads));
    if (facts.lostSyncCount > 0) {
      this.#fault('malformed', 0, `ADTS: no frame header where one should be, ${facts.lostSyncCount} times`);
    }
    if (facts.isTruncated) this.#fault('truncated', 0, 'ADTS: the last frame is cut short');
    return facts;
  }

  #fault(kind: 'malformed' | 'truncated' | 'too-many', offsetBytes: number, message: string): void {
    const { pid } = this.#mapped;
    this.#log.add({ kind, offsetBytes, pid, message: `pid ${pid}: ${message}` });
  }
}

function endOfPayload(headerBytes: number, payloadBytes: number | undefined): number | undefined {
  return payloadBytes === undefined ? undefined : headerBytes + payloadBytes;
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
