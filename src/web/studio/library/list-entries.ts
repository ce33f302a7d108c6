import type { Video } from '../../shared/api/video.ts';
import type { Upload } from '../uploads/upload-queue.ts';

/** One line of the list: a video the server knows, an upload of this window, or both at once. */
export type ListEntry =
  | { readonly kind: 'video'; readonly key: string; readonly video: Video }
  | { readonly kind: 'upload'; readonly key: string; readonly upload: Upload; readonly video: Video | undefined };

/**
 * Joins this window's uploads with the server's videos.
 *
 * Uploads the server has not listed yet come first, newest first. While a file is being sent its line shows the
 * upload; as soon as the server works on it, the video.
 */
export function joinEntries(videos: readonly Video[], uploads: readonly Upload[]): ListEntry[] {
  const uploadOf = new Map(
    uploads.flatMap((upload) => (upload.videoId === undefined ? [] : [[upload.videoId, upload]])),
  );
  const known = new Set(videos.map(({ id }) => id));
  const entries = videos.map((video): ListEntry => {
    const upload = uploadOf.get(video.id);
    return upload !== undefined && video.state === 'uploading'
      ? { kind: 'upload', key: video.id, upload, video }
      : { kind: 'video', key: video.id, video };
  });
  const unlisted = uploads
    .filter(({ state, videoId }) => state !== 'sent' && (videoId === undefined || !known.has(videoId)))
    .map((upload): ListEntry => ({ kind: 'upload', key: upload.videoId ?? upload.id, upload, video: undefined }));
  return [...unlisted.toReversed(), ...entries];
}
