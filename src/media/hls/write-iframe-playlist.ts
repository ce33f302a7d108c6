import type { CellSize } from '../bit-rate/plan-bit-rates.ts';
import { segmentCount, segmentStart, targetDurationSeconds } from '../grid/grid.ts';
import { MediaError } from '../media-error.ts';
import { INIT_FILE_NAME, segmentFileName } from '../plan/names.ts';
import type { PlanDraft } from '../plan/plan.ts';
import { extinfDurations } from './extinf.ts';

/**
 * The I-frame playlist of one video rendition: for each segment the bytes from its start to the end of its IDR frame
 * (RFC 8216, 4.3.3.6; the moof comes along, as fMP4 needs it).
 *
 * Only when every cell of the rendition is filled: throws MediaError otherwise.
 */
export function writeIframePlaylist(
  plan: Pick<PlanDraft, 'grid'>,
  renditionId: string,
  cells: readonly CellSize[],
): string {
  const keyFrameEnds = new Map<number, number>();
  for (const cell of cells) {
    if (cell.renditionId === renditionId) keyFrameEnds.set(cell.segmentIndex, cell.keyFrameEndBytes);
  }
  const boundaries = Array.from({ length: segmentCount(plan.grid) + 1 }, (_, i) => segmentStart(plan.grid, i));
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${targetDurationSeconds(plan.grid)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-I-FRAMES-ONLY',
    `#EXT-X-MAP:URI="${INIT_FILE_NAME}"`,
  ];
  for (const [i, seconds] of extinfDurations(boundaries).entries()) {
    const endBytes = keyFrameEnds.get(i);
    if (!endBytes) {
      throw new MediaError(
        `I-frame playlist: wanted a filled cell with a key frame, got none for ${renditionId} segment ${i}`,
      );
    }
    lines.push(`#EXTINF:${seconds},`, `#EXT-X-BYTERANGE:${endBytes}@0`, segmentFileName(i));
  }
  lines.push('#EXT-X-ENDLIST', '');
  return lines.join('\n');
}
