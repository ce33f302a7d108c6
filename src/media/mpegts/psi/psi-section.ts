import { crc32Mpeg2 } from './crc32-mpeg2.ts';

const HEADER_BYTES = 8;
const CRC_BYTES = 4;

/** One PSI section in the long form (ISO/IEC 13818-1 §2.4.4), taken apart. */
export interface PsiSection {
  readonly tableId: number;
  /** transport_stream_id in a PAT, program_number in a PMT. */
  readonly tableIdExtension: number;
  /** False for a table announced for later (current_next_indicator 0). */
  readonly isCurrent: boolean;
  /** What stands between last_section_number and CRC_32. */
  readonly body: Uint8Array;
}

/** Writes a section of a table that has only this one: version 0, current, with its CRC. `body` is at most 1012 bytes. */
export function writePsiSection(tableId: number, tableIdExtension: number, body: Uint8Array): Uint8Array {
  const section = new Uint8Array(HEADER_BYTES + body.length + CRC_BYTES);
  const view = new DataView(section.buffer);
  section[0] = tableId;
  view.setUint16(1, 0xb000 | (section.length - 3)); // section_syntax_indicator 1, '0', reserved 11
  view.setUint16(3, tableIdExtension);
  section[5] = 0xc1; // reserved 11, version 0, current_next_indicator 1; the section numbers after it stay 0
  section.set(body, HEADER_BYTES);
  view.setUint32(section.length - CRC_BYTES, crc32Mpeg2(section.subarray(0, section.length - CRC_BYTES)));
  return section;
}

/** Takes one whole section apart; undefined when it is too short, in the short form, or its CRC is wrong. */
export function readPsiSection(section: Uint8Array): PsiSection | undefined {
  if (section.length < HEADER_BYTES + CRC_BYTES || (at(section, 1) & 0x80) === 0) return undefined;
  if (crc32Mpeg2(section) !== 0) return undefined;
  return {
    tableId: at(section, 0),
    tableIdExtension: (at(section, 3) << 8) | at(section, 4),
    isCurrent: (at(section, 5) & 1) === 1,
    body: section.subarray(HEADER_BYTES, section.length - CRC_BYTES),
  };
}

/**
 * Puts the sections of one PID together from the payloads of its packets (§2.4.4.2: pointer_field).
 *
 * Holds at most one unfinished section (4 kB) and one payload, whatever it is fed.
 */
export class SectionAssembler {
  #pending: Uint8Array = new Uint8Array(0);

  /** Takes the next payload; returns the sections it completed, unchecked. */
  push(payload: Uint8Array, isUnitStart: boolean): Uint8Array[] {
    const sections: Uint8Array[] = [];
    if (!isUnitStart) {
      if (this.#pending.length > 0) this.#append(payload, sections);
      return sections;
    }
    const sectionStart = 1 + (payload[0] ?? 0);
    if (this.#pending.length > 0) this.#append(payload.subarray(1, sectionStart), sections);
    this.#pending = payload.subarray(sectionStart);
    this.#drain(sections);
    return sections;
  }

  /** Forgets an unfinished section, after packets were lost. */
  reset(): void {
    this.#pending = new Uint8Array(0);
  }

  #append(bytes: Uint8Array, sections: Uint8Array[]): void {
    const joined = new Uint8Array(this.#pending.length + bytes.length);
    joined.set(this.#pending);
    joined.set(bytes, this.#pending.length);
    this.#pending = joined;
    this.#drain(sections);
  }

  #drain(sections: Uint8Array[]): void {
    while (this.#pending.length >= 3) {
      // §2.4.4: 0xFF where a table_id should be means that only stuffing follows.
      if (this.#pending[0] === 0xff) return this.reset();
      const length = 3 + (((at(this.#pending, 1) & 0x0f) << 8) | at(this.#pending, 2));
      if (this.#pending.length < length) return;
      sections.push(this.#pending.subarray(0, length));
      this.#pending = this.#pending.subarray(length);
    }
  }
}

function at(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}
