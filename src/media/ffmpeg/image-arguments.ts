import { GLOBAL_ARGUMENTS } from './input-arguments.ts';

/** Tiles of the contact sheet, per side. */
export const CONTACT_SHEET_TILES = 4;

const TILE_WIDTH_PIXELS = 320;
/** JPEG quality of FFmpeg's scale, 2 (best) to 31. */
const JPEG_QUALITY = '3';

/** Arguments that choose one telling picture out of the key frames of our own segments (a file of init and fragments). */
export function posterArguments(cellsPath: string): string[] {
  return [
    ...openCells(cellsPath, true),
    // The frame whose histogram is nearest to the mean of all: no black, no fade.
    ...['-vf', 'thumbnail=n=32,scale=in_range=tv:out_range=pc,format=yuvj420p', '-frames:v', '1'],
    ...jpegOutput(),
  ];
}

/** Arguments that take frame `frameIndex` out of one of our own segments (a file of init and fragment). */
export function frameArguments(cellsPath: string, frameIndex: number): string[] {
  const filters = `select='gte(n\\,${frameIndex})',scale=in_range=tv:out_range=pc,format=yuvj420p`;
  return [...openCells(cellsPath, false), '-vf', filters, '-frames:v', '1', ...jpegOutput()];
}

/**
 * Arguments that lay sixteen pictures out in a 4 x 4 sheet. `isKeyFramesOnly`: the file holds sixteen segments and each
 * gives its key frame; otherwise it is a short video whose `frameCount` frames are spread evenly.
 */
export function contactSheetArguments(cellsPath: string, isKeyFramesOnly: boolean, frameCount: number): string[] {
  const tiles = CONTACT_SHEET_TILES ** 2;
  // The nth tile shows frame n * frameCount / 16; a video of fewer frames repeats its last one.
  const spread = `select='gte(n\\,selected_n*${Math.max(1, frameCount)}/${tiles})'`;
  const filters = [
    ...(isKeyFramesOnly ? [] : [spread]),
    'setpts=N/TB/25',
    `tpad=stop=${tiles}:stop_mode=clone`,
    `trim=end_frame=${tiles}`,
    `scale=${TILE_WIDTH_PIXELS}:-2:in_range=tv:out_range=pc`,
    'format=yuvj420p',
    `tile=${CONTACT_SHEET_TILES}x${CONTACT_SHEET_TILES}:padding=4:margin=4`,
  ];
  return [...openCells(cellsPath, isKeyFramesOnly), '-vf', filters.join(','), '-frames:v', '1', ...jpegOutput()];
}

function openCells(cellsPath: string, isKeyFramesOnly: boolean): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    ...['-protocol_whitelist', 'file,pipe', '-format_whitelist', 'mov', '-f', 'mov', '-threads', '1'],
    ...(isKeyFramesOnly ? ['-skip_frame', 'nokey'] : []),
    ...['-i', `file:${cellsPath}`, '-an'],
  ];
}

function jpegOutput(): string[] {
  return [
    '-fps_mode',
    'passthrough',
    '-c:v',
    'mjpeg',
    '-q:v',
    JPEG_QUALITY,
    '-fflags',
    '+bitexact',
    '-f',
    'image2pipe',
    'pipe:3',
  ];
}
