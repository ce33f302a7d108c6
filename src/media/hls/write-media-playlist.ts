import { segmentCount, segmentStart, targetDurationSeconds } from '../grid/grid.ts';
import { INIT_FILE_NAME, segmentFileName } from '../plan/names.ts';
import type { PlanDraft } from '../plan/plan.ts';
import { extinfDurations } from './extinf.ts';

/**
 * The media playlist of any rendition of a plan: whole from the moment the plan exists, and never changed.
 *
 * The same text for picture and sound: one grid, one target duration (hls-rules.md H4). Sound cells hold the AAC frames
 * that begin inside a segment, so their true borders are within one AAC frame of the EXTINF values (H3).
 */
export function writeMediaPlaylist(plan: Pick<PlanDraft, 'grid'>): string {
  const boundaries = Array.from({ length: segmentCount(plan.grid) + 1 }, (_, i) => segmentStart(plan.grid, i));
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${targetDurationSeconds(plan.grid)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${INIT_FILE_NAME}"`,
  ];
  for (const [i, seconds] of extinfDurations(boundaries).entries()) {
    lines.push(`#EXTINF:${seconds},`, segmentFileName(i));
  }
  lines.push('#EXT-X-ENDLIST', '');
  return lines.join('\n');
}
