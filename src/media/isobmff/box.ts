import { MediaError } from '../media-error.ts';

/** One box (ISO/IEC 14496-12 §4.2): where it lies in the bytes it was read from. */
export interface Box {
  /** The four characters, one per byte (latin-1), so `©nam` and unprintable types survive. */
  readonly type: string;
  /** First byte of the header. */
  readonly offset: number;
  /** Header and payload together. */
  readonly size: number;
  /** 8, or 16 with a 64-bit size; 16 more for `uuid`, whose long type belongs to the header. */
  readonly headerSize: number;
}

// A level with more boxes than this is an attack on memory: ten hours of 2 s fragments with styp and sidx are 72,000.
const MAX_BOXES = 200_000;

/**
 * Lists the boxes that lie one after another in [start, end), in file order, without going into them.
 *
 * A size of 0 reaches to `end`. Throws MediaError when a box overruns `end`, is smaller than its own header, when bytes
 * that are no whole header remain, or when there are more than 200,000.
 */
export function walkBoxes(bytes: Uint8Array, start = 0, end = bytes.length): Box[] {
  const boxes: Box[] = [];
  for (let offset = start; offset < end;) {
    const box = readBoxAt(bytes, offset, end);
    if (boxes.push(box) > MAX_BOXES) {
      throw new MediaError(`boxes from byte ${start}: wanted at most ${MAX_BOXES} on one level, got more`);
    }
    offset += box.size;
  }
  return boxes;
}

/**
 * Follows a path such as ['moov', 'trak', 'mdia'] and returns the last box of it, or undefined when a step is missing.
 *
 * Always the first box of each type. Every step but the last must be a plain container (`moov`, `traf`; not `stsd` or
 * `meta`, whose children begin later). Throws MediaError for damaged boxes met on the way.
 */
export function findBox(bytes: Uint8Array, path: string[], start = 0, end = bytes.length): Box | undefined {
  let found: Box | undefined;
  let from = start;
  let to = end;
  for (const type of path) {
    found = undefined;
    for (let offset = from; offset < to && !found;) {
      const box = readBoxAt(bytes, offset, to);
      if (box.type === type) found = box;
      offset += box.size;
    }
    if (!found) return undefined;
    from = found.offset + found.headerSize;
    to = found.offset + found.size;
  }
  return found;
}

/** The boxes directly inside a plain container. Throws as `walkBoxes` does. */
export function childrenOf(bytes: Uint8Array, box: Box): Box[] {
  return walkBoxes(bytes, box.offset + box.headerSize, box.offset + box.size);
}

/** Reads the one header at `offset`; the box must end at or before `end`. Throws MediaError when it does not. */
export function readBoxAt(bytes: Uint8Array, offset: number, end = bytes.length): Box {
  const limit = Math.min(end, bytes.length);
  const header = readBoxHeader(bytes, offset, limit);
  if (!header) {
    throw new MediaError(`box at byte ${offset}: wanted a whole header, got ${Math.max(0, limit - offset)} bytes`);
  }
  const size = header.size === 0 ? limit - offset : header.size;
  if (size < header.headerSize) {
    throw new MediaError(
      `${printableType(header.type)} at byte ${offset}: wanted at least ${header.headerSize} bytes, got ${size}`,
    );
  }
  if (size > limit - offset) {
    throw new MediaError(
      `${printableType(header.type)} at byte ${offset}: wanted ${size} bytes, got ${limit - offset}`,
    );
  }
  return { type: header.type, offset, size, headerSize: header.headerSize };
}

/** A box type as it may stand in a message: what is not ASCII becomes `?`, since the bytes may be anything. */
export function printableType(type: string): string {
  return type.replaceAll(/[^ -~]/g, '?');
}

/**
 * The raw header at `offset`, or undefined while fewer bytes than it needs are there. `size` is as written: 0 means to
 * the end, and it may be wrong; callers check it.
 */
export function readBoxHeader(
  bytes: Uint8Array,
  offset: number,
  end = bytes.length,
): { type: string; size: number; headerSize: number } | undefined {
  if (offset < 0 || end - offset < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const type = String.fromCharCode(bytes[offset + 4]!, bytes[offset + 5]!, bytes[offset + 6]!, bytes[offset + 7]!);
  let size = view.getUint32(offset);
  let headerSize = 8;
  if (size === 1) {
    headerSize = 16;
    if (end - offset < headerSize) return undefined;
    size = view.getUint32(offset + 8) * 2 ** 32 + view.getUint32(offset + 12);
    // 0 in the long form is no "to the end": make it the nonsense it is.
    if (size === 0) size = 1;
  }
  if (type === 'uuid') {
    headerSize += 16;
    if (end - offset < headerSize) return undefined;
  }
  return { type, size, headerSize };
}
