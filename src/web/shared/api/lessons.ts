import { queryOptions } from '@tanstack/react-query';
import { request } from './api-client.ts';
import type { LessonGlance, LessonProgress } from './courses.ts';
import { readVideo } from './read-video.ts';
import type { WireVideo } from './read-video.ts';
import type { Video } from './video.ts';

/** A lesson with everything in it, for whoever takes it. */
export interface Lesson {
  readonly id: string;
  readonly courseId: string;
  readonly courseTitle: string;
  readonly title: string;
  readonly kind: LessonGlance['kind'];
  /** Markdown. */
  readonly text: string;
  readonly mayEdit: boolean;
  readonly video: Video | undefined;
  /** The file as uploaded, where the video failed and its source is kept. */
  readonly originalUrl?: string;
  readonly captions: ReadonlyArray<{ id: string; language: string; label: string; url: string; hiddenBy?: string }>;
  readonly chapters: ReadonlyArray<{ startSeconds: number; title: string }>;
  readonly attachments: ReadonlyArray<{ id: string; fileName: string; sizeBytes: number; url: string }>;
  readonly posterUrl?: string;
  readonly progress: LessonProgress;
  readonly previousLessonId?: string;
  readonly nextLessonId?: string;
}

/** What was played since the last report. */
export interface PlayedReport {
  readonly positionSeconds: number;
  readonly played: ReadonlyArray<readonly [fromSeconds: number, toSeconds: number]>;
  readonly speed: number;
}

type WireLesson = Omit<Lesson, 'video'> & { readonly video: WireVideo | null };

const at = (id: string, rest = ''): string => `/lessons/${encodeURIComponent(id)}${rest}`;

/** Telling how far one is. Throw ApiError. */
export const progressApi = {
  /** `isLeaving`: the page is going away, the report must outlive it. */
  report: (lessonId: string, report: PlayedReport, isLeaving: boolean) =>
    request<LessonProgress>('POST', at(lessonId, '/progress'), { body: report, keepalive: isLeaving }),
  setCompleted: (lessonId: string, isCompleted: boolean) =>
    request<LessonProgress>('PUT', at(lessonId, '/completion'), { body: { isCompleted } }),
};

/** One lesson. Old after a few seconds: it may have gone on on another device. */
export function lessonQuery(id: string) {
  return queryOptions({
    queryKey: ['lesson', id],
    queryFn: async ({ signal }): Promise<Lesson> => {
      const wire = await request<WireLesson>('GET', at(id), { signal });
      return { ...wire, video: wire.video === null ? undefined : readVideo(wire.video) };
    },
    staleTime: 5000,
  });
}
