import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketWriter } from './packet-writer.ts';
import { WRAP_TICKS } from './timestamp.ts';
import { PACKET_BYTES, readTransportPacket, type TransportPacket } from './transport-packet.ts';

const PID = 0x100;

function packetsOf(bytes: Uint8Array): TransportPacket[] {
  expect(bytes.length % PACKET_BYTES).toBe(0);
  return Array.from({ length: bytes.length / PACKET_BYTES }, (_, index) => {
    expect(bytes[index * PACKET_BYTES]).toBe(0x47);
    const packet = readTransportPacket(bytes, index * PACKET_BYTES);
    if (packet === undefined) throw new Error(`packet ${index} is malformed`);
    return packet;
  });
}

describe('PacketWriter', () => {
  it('brings back every payload, whatever its size, in whole packets', () => {
    const marks = fc.array(fc.nat(1200), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1200 }),
        marks,
        fc.boolean(),
        fc.boolean(),
        (size, at, isRandomAccess, isFirst) => {
          const pes = Uint8Array.from({ length: size }, (_, index) => index % 251);
          const clockMarks = at
            .filter((atByte) => atByte < size)
            .toSorted((a, b) => a - b)
            .map((atByte, index) => ({ atByte, ticks: index + 1 }));
          const writer = new PacketWriter(isFirst ? undefined : { [PID]: 15 });
          writer.writePes(PID, pes, { isRandomAccess, clockMarks });
          const packets = packetsOf(writer.finish().bytes);
          const payloads = packets.flatMap((packet) => (packet.payload === undefined ? [] : [packet]));
          expect(payloads.flatMap(({ payload }) => Array.from(payload ?? []))).toEqual(Array.from(pes));
          expect(payloads.map((packet) => packet.isUnitStart)).toEqual(payloads.map((_, index) => index === 0));
          expect(payloads.map((packet) => packet.continuityCounter)).toEqual(payloads.map((_, index) => index % 16));
          expect(payloads.map((packet) => packet.isRandomAccess)).toEqual(
            payloads.map((_, i) => i === 0 && isRandomAccess),
          );
          expect(payloads.map((packet) => packet.isDiscontinuity)).toEqual(payloads.map((_, i) => i === 0 && isFirst));
          const clocks = packets.flatMap((packet) => (packet.clock27MHz === undefined ? [] : [packet.clock27MHz]));
          expect(clocks).toEqual(clockMarks.map((mark) => mark.ticks * 300));
        },
      ),
    );
  });

  it('keeps the counter of a packet that has only a clock, and wraps the clock', () => {
    const writer = new PacketWriter({ [PID]: 6 });
    writer.writeClock(PID, -1);
    writer.writePes(PID, Uint8Array.of(1), {
      isRandomAccess: false,
      clockMarks: [{ atByte: 0, ticks: WRAP_TICKS + 2 }],
    });
    const { bytes, continuity } = writer.finish();
    expect(packetsOf(bytes)).toMatchObject([
      { continuityCounter: 6, payload: undefined, clock27MHz: (WRAP_TICKS - 1) * 300 },
      { continuityCounter: 7, payload: Uint8Array.of(1), clock27MHz: 600 },
    ]);
    expect(continuity).toEqual({ [PID]: 7 });
  });

  it('writes a section into one packet, behind the indicator when the PID is new', () => {
    const section = Uint8Array.of(1, 2, 3);
    const writer = new PacketWriter();
    writer.writeSection(0, section);
    writer.writeSection(0, section);
    const [first, second] = packetsOf(writer.finish().bytes);
    expect(first).toMatchObject({ isDiscontinuity: true, continuityCounter: 0, isUnitStart: true });
    expect(second).toMatchObject({ isDiscontinuity: false, continuityCounter: 1, isUnitStart: true });
    expect(first?.payload).toEqual(new Uint8Array(182).fill(0xff).with(0, 0).with(1, 1).with(2, 2).with(3, 3));
    expect(second?.payload).toHaveLength(184);
  });
});

describe('readTransportPacket', () => {
  it('refuses adaptation fields that do not fit', () => {
    const packet = new Uint8Array(PACKET_BYTES).fill(0xff);
    const read = (control: number, length: number) =>
      readTransportPacket(packet.with(3, control << 4).with(4, length), 0);
    expect(read(0b00, 0)).toBeUndefined();
    expect(read(0b10, 184)).toBeUndefined();
    expect(read(0b11, 184)).toBeUndefined();
    expect(read(0b11, 183)?.payload).toHaveLength(0);
    expect(read(0b10, 183)).toMatchObject({ payload: undefined });
    expect(read(0b11, 0)).toMatchObject({ isDiscontinuity: false, clock27MHz: undefined });
    expect(read(0b11, 0)?.payload).toHaveLength(183);
    // flags that promise a clock for which there is no room
    expect(read(0b11, 3)?.clock27MHz).toBeUndefined();
  });
});
