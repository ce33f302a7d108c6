import { mayEditCourse } from '../../accounts/policies.ts';
import type { Principal } from '../../accounts/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { TrainingContext } from '../training-context.ts';
import { removeUnused } from './follow-videos.ts';

/** Joins uploads that name a lesson to it. */
export interface LessonUploads {
  /** Before the video is made. Throws AppError LESSON_NOT_FOUND, or NOT_ALLOWED for somebody who may not edit its course. */
  check(principal: Principal, lessonId: string): Promise<void>;
  /** When its row is there: the lesson shows it, at once or as soon as it can be played where it shows one already. */
  attach(lessonId: string, videoId: string): Promise<void>;
}

/** See LessonUploads. */
export function createLessonUploads(context: Pick<TrainingContext, 'lessons' | 'videos' | 'events'>): LessonUploads {
  const { lessons, events } = context;
  return {
    async check(principal, lessonId) {
      const found = await lessons.find(lessonId);
      if (!found || found.lesson.isGone) {
        throw new AppError('LESSON_NOT_FOUND', { message: `There is no lesson ${lessonId.slice(0, 40)}.` });
      }
      if (mayEditCourse(principal, found.course)) return;
      throw new AppError('NOT_ALLOWED', { message: 'Only those who teach the course may add a video to it.' });
    },
    async attach(lessonId, videoId) {
      const pushedOut = await lessons.attachVideo(lessonId, videoId);
      if (pushedOut !== undefined) await removeUnused(context, [pushedOut]);
      const found = await lessons.find(lessonId);
      if (found) events.publish({ type: 'course.changed', courseId: found.course.id });
    },
  };
}
