/**
 * The FFmpeg demuxer that a file's first bytes call for, or undefined when they are no sound or video container we accept.
 *
 * Only the answer is handed to FFmpeg, never its own guess: a playlist, script or picture under a video's name gets no demuxer.
 * Wants at least the first 1,024 bytes (or the whole file when it is shorter).
 */
export function sniffContainer(head: Uint8Array): string | undefined {
  const text = (start: number, end: number): string => String.fromCharCode(...head.subarray(start, end));
  const starts = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);

  if (ISO_BOXES.has(text(4, 8))) return 'mov';
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return 'matroska'; // EBML, RFC 8794
  if (text(0, 4) === 'OggS') return 'ogg'; // RFC 3533
  if (text(0, 3) === 'FLV') return 'flv';
  if (text(0, 4) === 'RIFF' && text(8, 11) === 'AVI') return 'avi';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return 'wav';
  if (starts(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)) return 'asf';
  if (starts(0, 0, 1, 0xba)) return 'mpeg'; // pack_start_code, ISO/IEC 11172-1
  if (starts(0, 0, 1, 0xb3)) return 'mpegvideo'; // sequence_header_code, ISO/IEC 13818-2
  if (starts(0x06, 0x0e, 0x2b, 0x34)) return 'mxf'; // SMPTE ST 377-1 partition key
  if (text(0, 4) === 'DKIF') return 'ivf';
  if (text(0, 4) === 'fLaC') return 'flac';
  if (isTransportStream(head)) return 'mpegts';
  if (text(0, 3) === 'ID3' || isMpegAudio(head)) return 'mp3';
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0) return 'aac'; // ADTS syncword, layer 0
  return undefined;
}

/** Boxes that begin ISO base media and QuickTime files. */
const ISO_BOXES = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'moof', 'styp', 'sidx', 'uuid']);

/** Sync bytes every 188 bytes (ISO/IEC 13818-1, 2.4.3.2), or every 192 as camcorders write them. */
function isTransportStream(head: Uint8Array): boolean {
  for (const [first, step] of [
    [0, 188],
    [4, 192],
  ] as const) {
    const positions = [0, 1, 2, 3].map((i) => first + i * step).filter((at) => at < head.length);
    if (positions.length >= 2 && positions.every((at) => head[at] === 0x47)) return true;
  }
  return false;
}

/**
 * A frame header of MPEG audio layer II or III (ISO/IEC 11172-3, 2.4.1.3). Layer I, which nobody uses, is left out:
 * its sync word is also the byte order mark of UTF-16.
 */
function isMpegAudio(head: Uint8Array): boolean {
  const [sync, layer = 0, rates = 0] = head;
  const isLayer2Or3 = (layer & 0x06) === 0x02 || (layer & 0x06) === 0x04;
  return sync === 0xff && (layer & 0xe0) === 0xe0 && isLayer2Or3 && rates >> 4 !== 15 && (rates & 0x0c) !== 0x0c;
}
