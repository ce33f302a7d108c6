import type { CaptionTrack } from '../lessons/lesson-file-store.ts';
import type { Lesson } from '../lessons/lesson.ts';
import type { VideoCaptions } from '../video-library.ts';

/** Captions of a lesson, its own and those out of its video's file. */
export interface LessonCaptions {
  readonly id: string;
  readonly language: string;
  readonly label: string;
  readonly source: 'upload' | 'video';
  /** Students are not offered them: an editor hid them, or a file of the lesson in the same language replaces them. */
  readonly hiddenBy?: 'editor' | 'upload';
}

const PREFIX = 'video-';
const ID = /^video-([a-z0-9]{1,64})-([\w.-]{1,60}\.vtt)$/i;

/** Everything that editors see; students are offered those that nothing hides. Own files come first. */
export function joinCaptions(
  lesson: Pick<Lesson, 'videoId' | 'hiddenCaptions'>,
  own: readonly CaptionTrack[],
  ofVideo: readonly VideoCaptions[],
): LessonCaptions[] {
  const { videoId, hiddenCaptions } = lesson;
  const replaced = new Set(own.map(({ language }) => language.toLowerCase()));
  return [
    ...own.map(({ id, language, label }): LessonCaptions => ({ id, language, label, source: 'upload' })),
    ...ofVideo.map(({ fileName, language, label }): LessonCaptions => {
      const id = `${PREFIX}${videoId}-${fileName}`;
      const isReplaced = replaced.has(language.toLowerCase());
      const hiddenBy = hiddenCaptions.includes(id) ? 'editor' : isReplaced ? 'upload' : undefined;
      return { id, language, label, source: 'video', ...(hiddenBy && { hiddenBy }) };
    }),
  ];
}

/** The video and file of captions that came with a video; undefined for a lesson's own, and for nonsense. */
export function parseVideoCaptions(id: string): { videoId: string; fileName: string } | undefined {
  const [, videoId, fileName] = ID.exec(id) ?? [];
  return videoId && fileName ? { videoId, fileName } : undefined;
}
