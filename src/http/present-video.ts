import { ERROR_CODES } from '../kernel/error-codes.ts';
import { NO_PROGRESS, type Progress, progressOf } from '../videos/progress.ts';
import { IMAGES_FOLDER, type RevisionSummary } from '../videos/revision.ts';
import type { Reencode, ReencodeStore } from '../videos/reencode-store.ts';
import type { RevisionStore } from '../videos/revision-store.ts';
import type { Video, VideoFailure } from '../videos/video.ts';
import type { VideoView } from './video-view.ts';

/** What showing videos needs. */
export interface PresentContext {
  readonly revisions: Pick<RevisionStore, 'summaries' | 'progress'>;
  readonly reencodes: Pick<ReencodeStore, 'findMany'>;
  /** For the time left. */
  readonly encodersAtOnce: number;
}

/** A video with all that is told of it, before it is known to whom. */
export interface VideoFacts {
  readonly video: Video;
  readonly summary: RevisionSummary | undefined;
  readonly progress: Progress;
  /** Another file that is to take its place. */
  readonly replacement: { readonly reencode: Reencode; readonly progress: Progress } | undefined;
}

/** To whom a video is shown. */
export interface Audience {
  /** Where they find what is served of it: `/v/<token>/<video>`. */
  readonly root: string;
  /** Those who may edit it see the file's name, its size and why it failed. */
  readonly isEditor: boolean;
  readonly mayDelete: boolean;
}

/** Everything that is told of these videos, in the same order; three queries however many there are, a fourth where files are replaced. */
export async function readVideoFacts(context: PresentContext, videos: readonly Video[]): Promise<VideoFacts[]> {
  const ids = videos.flatMap(({ revisionId }) => revisionId ?? []);
  const unfinished = videos.flatMap(({ revisionId, state }) => (state === 'ready' ? [] : (revisionId ?? [])));
  const readyIds = videos.flatMap(({ id, state }) => (state === 'ready' ? id : []));
  const [summaries, cells, reencodes] = await Promise.all([
    context.revisions.summaries(ids),
    context.revisions.progress(unfinished),
    context.reencodes.findMany(readyIds),
  ]);
  const beside = [...reencodes.values()].filter(({ file }) => file !== undefined);
  // Hardly ever any: then nothing more is asked.
  const cellsBeside = await context.revisions.progress(beside.map(({ revisionId }) => revisionId));
  return videos.map((video) => {
    const summary = summaries.get(video.revisionId ?? '');
    const begun = (id = ''): Progress => progressOf(cells.get(id) ?? cellsBeside.get(id) ?? [], context.encodersAtOnce);
    const reencode = beside.find(({ videoId }) => videoId === video.id);
    const replacement = reencode && { reencode, progress: begun(reencode.revisionId) };
    const progress = video.state === 'ready' ? completed(summary) : begun(video.revisionId);
    return { video, summary, progress, replacement };
  });
}

/** A video as the API shows it to somebody. */
export function presentVideo({ video, summary, progress, replacement }: VideoFacts, audience: Audience): VideoView {
  const { id, title, fileName, state, sizeBytes, durationSeconds, failure, revisionId, ownerId, visibility } = video;
  const { root, isEditor, mayDelete } = audience;
  const images = `${root}/${revisionId}/${IMAGES_FOLDER}`;
  const { secondsLeft, ...shares } = progress;
  return {
    id,
    title,
    state,
    ...(isEditor && {
      fileName,
      visibility,
      mayDelete,
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...(ownerId && { ownerId }),
      ...(video.replacesId !== undefined && { replaces: video.replacesId }),
      ...(replacement && { replacement: presentReplacement(replacement) }),
    }),
    playable: video.isPlayable,
    ...(summary && { hlsUrl: `${root}/master.m3u8`, dashUrl: `${root}/manifest.mpd` }),
    ...(summary && state !== 'ready' && { filledUrl: `${root}/filled` }),
    ...(state === 'ready' && { posterUrl: `${images}/poster.jpg`, contactSheetUrl: `${images}/contact-sheet.jpg` }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    renditions: [...(summary?.renditions ?? [])],
    progress: { ...shares, ...(state === 'processing' && secondsLeft !== undefined && { secondsLeft }) },
    notes: isEditor ? [...(summary?.notes ?? [])] : [],
    ...(failure && { error: presentFailure(failure, isEditor) }),
    createdAt: video.createdAt.toISOString(),
    updatedAt: video.updatedAt.toISOString(),
    ...(video.uploadedAt && { uploadedAt: video.uploadedAt.toISOString() }),
    ...(video.readyAt && { readyAt: video.readyAt.toISOString() }),
  };
}

function presentReplacement({
  reencode: { file, failure },
  progress: { percent, secondsLeft },
}: NonNullable<VideoFacts['replacement']>): VideoView['replacement'] {
  return {
    fileName: file?.fileName ?? '',
    percent,
    ...(failure ? { error: presentFailure(failure, true) } : secondsLeft !== undefined && { secondsLeft }),
  };
}

function presentFailure(
  { code, message }: Pick<VideoFailure, 'code' | 'message'>,
  isEditor: boolean,
): VideoView['error'] {
  // The sentence may name the file, and what to do about it is not a student's to do.
  if (!isEditor) return { code, message: 'This video could not be prepared.', action: 'Tell your instructor.' };
  return { code, message, action: ERROR_CODES[code] };
}

function completed(summary: RevisionSummary | undefined): Progress {
  if (!summary) return NO_PROGRESS;
  return { percent: 100, perRendition: Object.fromEntries(summary.renditions.map(({ id }) => [id, 100])) };
}
