import { AppError } from '../../kernel/app-error.ts';
import { frameArguments } from '../../media/ffmpeg/image-arguments.ts';
import { segmentCount } from '../../media/grid/grid.ts';
import { INIT_FILE_NAME, segmentFileName } from '../../media/plan/names.ts';
import { renditionStartFrame } from '../../media/plan/rendition-frames.ts';
import type { Plan, VideoRendition } from '../../media/plan/plan.ts';
import { toNumber } from '../../media/rational.ts';
import { revisionPrefixes } from '../../videos/revision.ts';
import { encodeLimits } from '../encode/encode-limits.ts';
import type { WorkContext } from '../work/work-context.ts';

/** What taking a picture needs. */
export type TakeFrameContext = Pick<WorkContext, 'videos' | 'revisions' | 'objects' | 'tools' | 'files' | 'settings'>;

/**
 * The picture at a second of a video, as JPEG, in the best quality that is encoded there; past the end, the last one.
 * Throws AppError POSTER_NOT_MADE where nothing is encoded.
 */
export async function takeFrame(context: TakeFrameContext, videoId: string, seconds: number): Promise<Uint8Array> {
  const { videos, revisions, objects } = context;
  const { revisionId = '' } = (await videos.find(videoId)) ?? {};
  const revision = await revisions.find(revisionId);
  if (!revision) throw notMade('The video is not prepared yet');
  const { prefix } = revisionPrefixes(videoId, revisionId);
  for (const rendition of revision.plan.video.toReversed()) {
    const { segmentIndex, frameIndex } = placeOf(revision.plan, rendition, seconds);
    const state = await revisions.cellState(videoId, revisionId, { renditionId: rendition.id, segmentIndex });
    if (state !== 'filled') continue;
    const folder = `${prefix}${rendition.id}/`;
    const init = await objects.get(`${folder}${INIT_FILE_NAME}`);
    const segment = await objects.get(`${folder}${segmentFileName(segmentIndex)}`);
    if (init && segment) return await render(context, videoId, [init, segment], frameIndex);
  }
  throw notMade('This part of the video is not encoded yet');
}

function placeOf(plan: Plan, rendition: VideoRendition, seconds: number): { segmentIndex: number; frameIndex: number } {
  const count = segmentCount(plan.grid);
  const last = renditionStartFrame(plan.grid, rendition, count) - 1;
  const frame = Math.min(Math.floor(seconds * toNumber(rendition.frameRate)), last);
  let segmentIndex = count - 1;
  while (segmentIndex > 0 && renditionStartFrame(plan.grid, rendition, segmentIndex) > frame) segmentIndex--;
  return { segmentIndex, frameIndex: frame - renditionStartFrame(plan.grid, rendition, segmentIndex) };
}

async function render(
  { tools, files, settings }: TakeFrameContext,
  videoId: string,
  cells: readonly Uint8Array[],
  frameIndex: number,
): Promise<Uint8Array> {
  const workFolder = await files.makeFolder(settings.workRoot, `frame-${videoId}`);
  try {
    const cellsPath = `${workFolder}/cells.mp4`;
    for (const bytes of cells) await files.append(cellsPath, bytes);
    const pieces: Uint8Array[] = [];
    const result = await tools.run({
      tool: 'ffmpeg',
      args: frameArguments(cellsPath, frameIndex),
      outputs: 1,
      readablePaths: [cellsPath],
      workFolder,
      ...encodeLimits(1),
      onOutput: (output, bytes) => void (output === 1 && pieces.push(bytes)),
    });
    if (result.exitCode === 0 && pieces.length > 0) return Buffer.concat(pieces);
    throw notMade('FFmpeg made no picture', `${result.command}\n${result.stderrTail}`);
  } finally {
    await files.remove(workFolder);
  }
}

function notMade(why: string, detail?: string): AppError {
  return new AppError('POSTER_NOT_MADE', { message: `${why}.`, ...(detail !== undefined && { detail }) });
}
