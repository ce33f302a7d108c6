/**
 * What can be wrong with a segment:
 *
 * `sync-lost` no sync byte where a packet begins; `truncated` a packet, PES packet or frame cut short;
 * `transport-error` flagged by whoever sent it; `scrambled` encrypted payload; `continuity` packets missing or repeated;
 * `crc` a damaged section; `malformed` fields that contradict each other; `no-program` no PAT or PMT to go by;
 * `several-programs` more than HLS allows; `before-tables` media that came before the PMT named it; `too-many` not all read.
 */
export type TsFaultKind =
  | 'sync-lost'
  | 'truncated'
  | 'transport-error'
  | 'scrambled'
  | 'continuity'
  | 'crc'
  | 'malformed'
  | 'no-program'
  | 'several-programs'
  | 'before-tables'
  | 'too-many';

/** One thing wrong, and where: `offsetBytes` is that of the transport packet. */
export interface TsFault {
  readonly kind: TsFaultKind;
  readonly offsetBytes: number;
  readonly pid?: number;
  readonly message: string;
}

/** Keeps the first 200 faults and counts the others. */
export class FaultLog {
  readonly faults: TsFault[] = [];
  count = 0;

  add(fault: TsFault): void {
    this.count++;
    if (this.faults.length < 200) this.faults.push(fault);
  }
}
