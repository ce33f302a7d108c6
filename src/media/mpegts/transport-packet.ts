/** Size of a transport packet (ISO/IEC 13818-1 §2.4.3.2). */
export const PACKET_BYTES = 188;
/** The byte every transport packet begins with. */
export const SYNC_BYTE = 0x47;
/** The PID of packets that only fill a constant rate. */
export const NULL_PID = 0x1fff;

/** The header and adaptation field of one transport packet. */
export interface TransportPacket {
  readonly pid: number;
  readonly isUnitStart: boolean;
  readonly hasTransportError: boolean;
  readonly isScrambled: boolean;
  readonly continuityCounter: number;
  readonly isDiscontinuity: boolean;
  readonly isRandomAccess: boolean;
  /** The program clock in ticks of 27 MHz, not unwrapped. */
  readonly clock27MHz: number | undefined;
  /** Undefined for a packet that has only an adaptation field; may be empty. */
  readonly payload: Uint8Array | undefined;
}

/**
 * Reads the transport packet at `offset`, which must have its 188 bytes and its sync byte.
 *
 * Undefined when the adaptation field is longer than the packet or adaptation_field_control is the reserved 0.
 */
export function readTransportPacket(bytes: Uint8Array, offset: number): TransportPacket | undefined {
  const packet = bytes.subarray(offset, offset + PACKET_BYTES);
  const flags = at(packet, 3);
  const hasAdaptation = (flags & 0x20) !== 0;
  const hasPayload = (flags & 0x10) !== 0;
  const adaptationLength = hasAdaptation ? at(packet, 4) : 0;
  // §2.4.3.5 wants at most 182 beside a payload, but some muxers stuff a whole packet so; every player takes it.
  if ((!hasAdaptation && !hasPayload) || adaptationLength > 183) return undefined;
  const adaptationFlags = adaptationLength > 0 ? at(packet, 5) : 0;
  const hasClock = (adaptationFlags & 0x10) !== 0 && adaptationLength >= 7;
  return {
    pid: ((at(packet, 1) & 0x1f) << 8) | at(packet, 2),
    isUnitStart: (at(packet, 1) & 0x40) !== 0,
    hasTransportError: (at(packet, 1) & 0x80) !== 0,
    isScrambled: (flags & 0xc0) !== 0,
    continuityCounter: flags & 0x0f,
    isDiscontinuity: (adaptationFlags & 0x80) !== 0,
    isRandomAccess: (adaptationFlags & 0x40) !== 0,
    clock27MHz: hasClock ? readClock(packet) : undefined,
    payload: hasPayload ? packet.subarray(hasAdaptation ? 5 + adaptationLength : 4) : undefined,
  };
}

/** §2.4.3.5: 33 bits in 90 kHz, 6 reserved, 9 bits that count 27 MHz within a tick. */
function readClock(packet: Uint8Array): number {
  const base =
    at(packet, 6) * 2 ** 25 +
    ((at(packet, 7) << 17) | (at(packet, 8) << 9) | (at(packet, 9) << 1) | (at(packet, 10) >> 7));
  return base * 300 + (((at(packet, 10) & 1) << 8) | at(packet, 11));
}

function at(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}
