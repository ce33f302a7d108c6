import { PACKET_SCAN_ENTRIES } from '../facts/packet-scan.ts';
import { confinedInput, inputUrl, type SourceInput } from './input-arguments.ts';

/** FFprobe's arguments that print container and streams as JSON. */
export function probeArguments(source: SourceInput): string[] {
  return [
    '-hide_banner',
    '-v',
    'error',
    ...confinedInput(source),
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    inputUrl(source),
  ];
}

/** FFprobe's arguments that dump the first packet of a stream. */
export function firstPacketArguments(source: SourceInput, streamIndex: number): string[] {
  return [
    '-hide_banner',
    '-v',
    'error',
    ...confinedInput(source),
    '-select_streams',
    String(streamIndex),
    '-read_intervals',
    '%+#1',
    '-show_data',
    '-show_entries',
    'packet=data',
    '-of',
    'csv=p=0',
    inputUrl(source),
  ];
}

/** FFprobe's arguments that print one line for each packet of every stream, for `PacketScan`. */
export function packetScanArguments(source: SourceInput): string[] {
  return [
    '-hide_banner',
    '-v',
    'error',
    ...confinedInput(source),
    '-show_entries',
    PACKET_SCAN_ENTRIES,
    '-of',
    'csv=p=0',
    inputUrl(source),
  ];
}
