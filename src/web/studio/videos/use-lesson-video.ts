import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { VideoGlance } from '../../shared/api/studio/course-editing.ts';
import { videoQuery } from '../../shared/api/video-queries.ts';
import type { Problem, Rendition, VideoState } from '../../shared/api/video.ts';
import { uploadQueue } from '../uploads/upload-queue.ts';
import type { Upload } from '../uploads/upload-queue.ts';

/** What a lesson shows of its video. */
export interface LessonVideo {
  readonly id: string;
  readonly state: VideoState;
  readonly isPlayable: boolean;
  readonly percent: number;
  readonly secondsLeft: number | undefined;
  readonly renditions: readonly Rendition[];
  readonly problem: Problem | undefined;
  /** Known once the event stream told it. */
  readonly fileName: string | undefined;
}

/** When the outline on the page was read, in milliseconds: what the stream told before is older. */
export const OutlineTime = createContext(0);

/** A lesson's video as it is now: from the event stream where that is newer than the list. */
export function useLessonVideo(glance: VideoGlance | undefined): LessonVideo | undefined {
  const readAt = useContext(OutlineTime);
  const live = useQuery({ ...videoQuery(glance?.id ?? ''), enabled: false });
  if (glance === undefined) return undefined;
  if (live.data !== undefined && live.dataUpdatedAt >= readAt) return live.data;
  return {
    id: glance.id,
    state: glance.state,
    isPlayable: glance.playable,
    percent: glance.percent,
    secondsLeft: glance.secondsLeft,
    renditions: Object.entries(glance.perRendition ?? {})
      .filter(([id]) => /^\d+p/.test(id))
      .map(([id, percent]) => ({ id, percent, width: 0, height: 0, frameRate: 0 })),
    problem: glance.error,
    fileName: live.data?.fileName,
  };
}

/** This window's newest upload for a lesson, until the server works on what was sent. */
export function useUploadFor(lessonId: string, video: LessonVideo | undefined): Upload | undefined {
  const upload = useSyncExternalStore(uploadQueue.subscribe, () =>
    uploadQueue.list().findLast((each) => each.purpose.lessonId === lessonId),
  );
  if (upload?.state !== 'sent') return upload;
  const isStillItsTurn = video === undefined || (video.id === upload.videoId && video.state === 'uploading');
  return isStillItsTurn ? upload : undefined;
}
