import { queryOptions } from '@tanstack/react-query';
import { request } from '../api-client.ts';
import { readVideo } from '../read-video.ts';
import type { WireVideo } from '../read-video.ts';
import type { Video } from '../video.ts';

/** A caption file of a lesson. */
export interface CaptionFile {
  readonly id: string;
  /** BCP 47, such as `de`. */
  readonly language: string;
  readonly label: string;
  readonly url: string;
  /** `video`: it was in the file of the video. */
  readonly source?: 'upload' | 'video';
  /** Why students are not offered it. */
  readonly hiddenBy?: 'editor' | 'upload';
}

/** Where a part of a lesson begins. */
export interface Chapter {
  readonly startSeconds: number;
  readonly title: string;
}

/** A file beside a lesson. */
export interface Attachment {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly url: string;
}

/** A lesson with everything in it, as its editors see it. */
export interface EditedLesson {
  readonly id: string;
  readonly courseId: string;
  readonly courseTitle: string;
  readonly moduleId: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly isPublished: boolean;
  readonly video: Video | undefined;
  /** The video that takes the place of `video` once it can be played. */
  readonly replacement: Video | undefined;
  readonly captions: readonly CaptionFile[];
  readonly chapters: readonly Chapter[];
  readonly attachments: readonly Attachment[];
  readonly posterUrl: string | undefined;
  /** Set by an editor; else the poster is the one of the video. */
  readonly hasOwnPoster: boolean;
  readonly previousLessonId: string | undefined;
  readonly nextLessonId: string | undefined;
  readonly version: number;
}

/** What of a lesson can be changed in one step. */
export interface LessonChange {
  readonly title?: string;
  readonly text?: string;
  readonly isPublished?: boolean;
  readonly videoId?: string | null;
  readonly version?: number;
}

interface WireLesson {
  readonly id: string;
  readonly courseId: string;
  readonly courseTitle: string;
  readonly moduleId: string;
  readonly title: string;
  readonly text: string;
  readonly isPublished: boolean;
  readonly video?: WireVideo | null;
  readonly replacement?: WireVideo | null;
  readonly captions?: readonly CaptionFile[];
  readonly chapters?: readonly Chapter[];
  readonly attachments?: readonly Attachment[];
  readonly posterUrl?: string | null;
  readonly hasOwnPoster?: boolean;
  readonly previousLessonId?: string | null;
  readonly nextLessonId?: string | null;
  readonly version: number;
}

const at = (id: string, rest = ''): string => `/lessons/${encodeURIComponent(id)}${rest}`;

/** Changes of lessons and what belongs to them. Throw ApiError. */
export const lessonEditing = {
  create: (moduleId: string, title: string) =>
    request<{ id: string; title: string }>('POST', `/modules/${encodeURIComponent(moduleId)}/lessons`, {
      body: { title },
    }),
  change: async (id: string, change: LessonChange) =>
    readLesson(await request<WireLesson>('PATCH', at(id), { body: change })),
  remove: (id: string) => request<unknown>('DELETE', at(id)),
  restore: (id: string) => request<unknown>('POST', at(id, '/restore')),
  duplicate: (id: string) => request<{ id: string }>('POST', at(id, '/duplicate')),
  setPoster: (id: string, file: Blob) =>
    request<unknown>('PUT', at(id, '/poster'), { raw: { content: file, type: file.type } }),
  setPosterFromFrame: (id: string, atSeconds: number) =>
    request<unknown>('POST', at(id, '/poster'), { body: { atSeconds } }),
  removePoster: (id: string) => request<unknown>('DELETE', at(id, '/poster')),
  addCaptions: (id: string, language: string, label: string, file: Blob) =>
    request<CaptionFile>('POST', at(id, `/captions?${new URLSearchParams({ language, label }).toString()}`), {
      raw: { content: file, type: 'text/plain' },
    }),
  removeCaptions: (id: string, captionsId: string) =>
    request<unknown>('DELETE', at(id, `/captions/${encodeURIComponent(captionsId)}`)),
  hideCaptions: (id: string, captionsId: string, isHidden: boolean) =>
    request<unknown>('PATCH', at(id, `/captions/${encodeURIComponent(captionsId)}`), { body: { isHidden } }),
  setChapters: (id: string, chapters: readonly Chapter[]) =>
    request<unknown>('PUT', at(id, '/chapters'), { body: { chapters } }),
  addAttachment: (id: string, file: File) =>
    request<Attachment>('POST', at(id, `/attachments?${new URLSearchParams({ fileName: file.name }).toString()}`), {
      raw: { content: file, type: 'application/octet-stream' },
    }),
  removeAttachment: (id: string, attachmentId: string) =>
    request<unknown>('DELETE', at(id, `/attachments/${encodeURIComponent(attachmentId)}`)),
};

/** One lesson for its editors. */
export function editedLessonQuery(id: string) {
  return queryOptions({
    queryKey: ['studio', 'lesson', id],
    queryFn: async ({ signal }) => readLesson(await request<WireLesson>('GET', at(id), { signal })),
  });
}

function readLesson(wire: WireLesson): EditedLesson {
  return {
    ...wire,
    video: wire.video ? readVideo(wire.video) : undefined,
    replacement: wire.replacement ? readVideo(wire.replacement) : undefined,
    captions: wire.captions ?? [],
    chapters: wire.chapters ?? [],
    attachments: wire.attachments ?? [],
    posterUrl: wire.posterUrl ?? undefined,
    hasOwnPoster: wire.hasOwnPoster ?? false,
    previousLessonId: wire.previousLessonId ?? undefined,
    nextLessonId: wire.nextLessonId ?? undefined,
  };
}
