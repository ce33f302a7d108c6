import type { ByteRange } from '../ports/object-store.ts';

/** What a Range header means for an object of a size. */
export type RangeAnswer = ByteRange | 'whole' | 'unsatisfiable';

/**
 * Reads a Range header (RFC 9110, 14.2). Several ranges, other units and nonsense are ignored, as the RFC allows: `whole`.
 */
export function parseRange(header: string | undefined, sizeBytes: number): RangeAnswer {
  const [, first = '', last = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, end: sizeBytes };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'whole';
  if (start >= sizeBytes) return 'unsatisfiable';
  return { start, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
