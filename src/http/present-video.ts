import { ERROR_CODES } from '../kernel/error-codes.ts';
import { NO_PROGRESS, type Progress, progressOf } from '../videos/progress.ts';
import { IMAGES_FOLDER, type RevisionSummary } from '../videos/revision.ts';
import type { RevisionStore } from '../videos/revision-store.ts';
import type { Video } from '../videos/video.ts';
import type { VideoView } from './video-view.ts';

/** What showing videos needs. */
export interface PresentContext {
  readonly revisions: Pick<RevisionStore, 'summaries' | 'progress'>;
  /** For the time left. */
  readonly encodersAtOnce: number;
}

/** Videos as the API shows them, in the same order; two queries however many there are. */
export async function presentVideos(context: PresentContext, videos: readonly Video[]): Promise<VideoView[]> {
  const ids = videos.flatMap(({ revisionId }) => revisionId ?? []);
  const unfinished = videos.flatMap(({ revisionId, state }) => (state === 'ready' ? [] : (revisionId ?? [])));
  const [summaries, cells] = await Promise.all([
    context.revisions.summaries(ids),
    context.revisions.progress(unfinished),
  ]);
  return videos.map((video) => {
    const summary = summaries.get(video.revisionId ?? '');
    const begun = progressOf(cells.get(video.revisionId ?? '') ?? [], context.encodersAtOnce);
    return presentVideo(video, summary, video.state === 'ready' ? completed(summary) : begun);
  });
}

function presentVideo(video: Video, summary: RevisionSummary | undefined, progress: Progress): VideoView {
  const { id, title, fileName, state, sizeBytes, durationSeconds, failure, revisionId } = video;
  const root = `/v/${id}`;
  const images = `${root}/${revisionId}/${IMAGES_FOLDER}`;
  const { secondsLeft, ...shares } = progress;
  return {
    id,
    title,
    fileName,
    ...(sizeBytes !== undefined && { sizeBytes }),
    state,
    playable: video.isPlayable,
    ...(summary && { hlsUrl: `${root}/master.m3u8`, dashUrl: `${root}/manifest.mpd` }),
    ...(summary && state !== 'ready' && { filledUrl: `${root}/filled` }),
    ...(state === 'ready' && { posterUrl: `${images}/poster.jpg`, contactSheetUrl: `${images}/contact-sheet.jpg` }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    renditions: [...(summary?.renditions ?? [])],
    progress: { ...shares, ...(state === 'processing' && secondsLeft !== undefined && { secondsLeft }) },
    notes: [...(summary?.notes ?? [])],
    ...(failure && { error: { code: failure.code, message: failure.message, action: ERROR_CODES[failure.code] } }),
    createdAt: video.createdAt.toISOString(),
    updatedAt: video.updatedAt.toISOString(),
    ...(video.uploadedAt && { uploadedAt: video.uploadedAt.toISOString() }),
    ...(video.readyAt && { readyAt: video.readyAt.toISOString() }),
  };
}

function completed(summary: RevisionSummary | undefined): Progress {
  if (!summary) return NO_PROGRESS;
  return { percent: 100, perRendition: Object.fromEntries(summary.renditions.map(({ id }) => [id, 100])) };
}
