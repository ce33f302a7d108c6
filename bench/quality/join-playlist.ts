import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The files that a media playlist plays, init first, in order; a file cut into byte ranges is named once. */
export function playlistFiles(playlist: string): string[] {
  const files: string[] = [];
  for (const line of playlist.split(/\r?\n/)) {
    const file = line.startsWith('#') ? /^#EXT-X-MAP:(?:.*,)?URI="([^"]+)"/.exec(line)?.[1] : line.trim();
    if (file && !files.includes(file)) files.push(file);
  }
  return files;
}

/** Writes what a media playlist plays into one file. Returns its segments' bytes together. */
export function joinPlaylist(playlistPath: string, joinedFile: string): number {
  rmSync(joinedFile, { force: true });
  let totalBytes = 0;
  for (const file of playlistFiles(readFileSync(playlistPath, 'utf8'))) {
    const bytes = readFileSync(path.join(path.dirname(playlistPath), file));
    appendFileSync(joinedFile, bytes);
    totalBytes += bytes.length;
  }
  return totalBytes;
}
