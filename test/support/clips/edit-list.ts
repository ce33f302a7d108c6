import { readFile, writeFile } from 'node:fs/promises';

/**
 * Changes the first edit of the last track of an MP4 so that it begins `startSamples` into the media: what other encoders
 * than FFmpeg's write for their priming.
 */
export async function moveLastEdit(file: string, startSamples: number): Promise<void> {
  const bytes = await readFile(file);
  const elst = bytes.lastIndexOf('elst', undefined, 'latin1');
  if (elst < 0 || bytes.readUInt8(elst + 4) !== 0) throw new Error(`${file}: wanted an edit list of version 0`);
  // ISO/IEC 14496-12, 8.6.6: version and flags, entry count, then segment_duration and media_time of the first entry.
  bytes.writeInt32BE(startSamples, elst + 16);
  await writeFile(file, bytes);
}
