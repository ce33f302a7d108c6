/** CRC-32 of one byte in the top position: polynomial 0x04C11DB7, most significant bit first. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc >>> 0;
});

/**
 * CRC-32/MPEG-2 (ISO/IEC 13818-1 annex A): starts at all ones, not reflected, not inverted at the end.
 *
 * Over a whole section including its own CRC_32 the result is 0.
 */
export function crc32Mpeg2(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc << 8) ^ (TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0);
  return crc >>> 0;
}
