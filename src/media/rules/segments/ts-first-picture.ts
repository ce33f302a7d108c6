import { readAccessUnits } from '../../mpegts/access-units.ts';
import { readPesHeader } from '../../mpegts/pes-packet.ts';
import { PACKET_BYTES, readTransportPacket, SYNC_BYTE } from '../../mpegts/transport-packet.ts';

/**
 * The first access unit of an H.264 stream in a TS segment, as a byte stream, when it is an IDR picture that brings its
 * parameter sets; undefined otherwise. Packets out of step with the first byte are not looked for.
 */
export function firstTsPicture(bytes: Uint8Array, pid: number): Uint8Array | undefined {
  const payloads: Uint8Array[] = [];
  let pesCount = 0;
  for (let offset = 0; offset + PACKET_BYTES <= bytes.length; offset += PACKET_BYTES) {
    if (bytes[offset] !== SYNC_BYTE) break;
    const packet = readTransportPacket(bytes, offset);
    if (packet?.pid !== pid || !packet.payload || packet.isScrambled) continue;
    if (packet.isUnitStart) pesCount++;
    // The first picture is in the first PES packet, except for muxers that cut at will: the second ends it then.
    if (pesCount > 2) break;
    if (pesCount > 0) payloads.push(packet.isUnitStart ? withoutPesHeader(packet.payload) : packet.payload);
  }
  const stream = joined(payloads);
  const unit = readAccessUnits(stream, 2).units[0];
  if (!unit?.isIdr || !unit.hasParameterSets) return undefined;
  return stream.slice(unit.offsetBytes, unit.offsetBytes + unit.sizeBytes);
}

function withoutPesHeader(payload: Uint8Array): Uint8Array {
  return payload.subarray(readPesHeader(payload)?.headerBytes ?? 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
