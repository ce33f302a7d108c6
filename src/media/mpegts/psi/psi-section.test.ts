import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32Mpeg2 } from './crc32-mpeg2.ts';
import { readProgramAssociationTable, writeProgramAssociationTable } from './program-association-table.ts';
import { readProgramMapTable, writeProgramMapTable } from './program-map-table.ts';
import { readPsiSection, SectionAssembler, writePsiSection } from './psi-section.ts';

const ascii = (text: string) => new TextEncoder().encode(text);
const bytesOf = (hex: string) => Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16));

describe('crc32Mpeg2', () => {
  it('gives the published check value', () => {
    expect(crc32Mpeg2(ascii('123456789'))).toBe(0x0376e6e7);
    expect(crc32Mpeg2(new Uint8Array(0))).toBe(0xffffffff);
  });
});

describe('PAT and PMT', () => {
  it('writes the very PAT that FFmpeg writes for one program', () => {
    const ffmpeg = bytesOf('00 b0 0d 00 01 c1 00 00 00 01 f0 00 2a b1 04 b2');
    expect(writeProgramAssociationTable({ programNumber: 1, mapPid: 0x1000 })).toEqual(ffmpeg);
  });

  it('reads back what it wrote', () => {
    const pid = fc.integer({ min: 0x10, max: 0x1ffe });
    const map = fc.record({
      programNumber: fc.integer({ min: 1, max: 0xffff }),
      clockPid: pid,
      streams: fc.array(fc.record({ pid, streamType: fc.integer({ min: 0, max: 0xff }) }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(map, pid, (wanted, mapPid) => {
        const pmt = readPsiSection(writeProgramMapTable(wanted));
        expect(pmt && readProgramMapTable(pmt)).toEqual(wanted);
        const pat = readPsiSection(writeProgramAssociationTable({ programNumber: wanted.programNumber, mapPid }));
        expect(pat && readProgramAssociationTable(pat)).toEqual([{ programNumber: wanted.programNumber, mapPid }]);
      }),
    );
  });

  it('skips descriptors and refuses lengths that do not add up', () => {
    const withDescriptors = Uint8Array.of(
      0xe1,
      0,
      0xf0,
      2,
      9,
      9,
      0x1b,
      0xe1,
      0,
      0xf0,
      3,
      1,
      2,
      3,
      0x0f,
      0xe1,
      1,
      0xf0,
      0,
    );
    const read = (body: Uint8Array) => {
      const section = readPsiSection(writePsiSection(2, 1, body));
      return section && readProgramMapTable(section);
    };
    expect(read(withDescriptors)?.streams).toEqual([
      { pid: 0x100, streamType: 0x1b },
      { pid: 0x101, streamType: 0x0f },
    ]);
    expect(read(withDescriptors.subarray(0, 17))).toBeUndefined();
    expect(read(Uint8Array.of(0xe1, 0, 0xff, 0xff))).toBeUndefined();
    expect(read(new Uint8Array(0))).toBeUndefined();
  });

  it('refuses a section with any bit flipped', () => {
    const section = writeProgramAssociationTable({ programNumber: 1, mapPid: 0x1000 });
    for (let bit = 0; bit < section.length * 8; bit++) {
      const damaged = section.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readPsiSection(damaged)).toBeUndefined();
    }
  });
});

describe('SectionAssembler', () => {
  it('puts sections together however packets cut them', () => {
    const body = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 4 }), fc.integer({ min: 20, max: 184 }), (bodies, room) => {
        const sections = bodies.map((bytes, index) => writePsiSection(2, index, bytes));
        const assembler = new SectionAssembler();
        const got = sections.flatMap((section) => {
          const first = assembler.push(Uint8Array.of(0, ...section.subarray(0, room)), true);
          const others: Uint8Array[] = [];
          for (let at = room; at < section.length; at += room) {
            others.push(...assembler.push(section.subarray(at, at + room), false));
          }
          return [...first, ...others];
        });
        expect(got).toEqual(sections);
      }),
    );
  });

  it('reads the end of one section before the pointer and the next behind it', () => {
    const [one, two] = [writePsiSection(2, 1, new Uint8Array(30)), writePsiSection(2, 2, new Uint8Array(3))];
    const assembler = new SectionAssembler();
    expect(assembler.push(Uint8Array.of(0, ...one.subarray(0, 20)), true)).toEqual([]);
    const rest = one.subarray(20);
    expect(assembler.push(Uint8Array.of(rest.length, ...rest, ...two, 0xff, 0xff), true)).toEqual([one, two]);
  });
});
