import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError } from '../../../shared/api/api-client.ts';
import { courseEditing, outlineQuery, taughtCoursesQuery } from '../../../shared/api/studio/course-editing.ts';
import type { CourseOutline, OutlineModule } from '../../../shared/api/studio/course-editing.ts';
import { lessonEditing } from '../../../shared/api/studio/lesson-editing.ts';
import { tell } from '../../../shared/ui/toasts.tsx';
import { text } from '../../text.ts';
import { tellProblem } from '../../ui/tell-problem.ts';
import { offerUndo } from '../../ui/undo-bar.tsx';

/** A change of the order, which can be made again on a newer list. */
export type Move = (modules: readonly OutlineModule[]) => readonly OutlineModule[];

/** What can be done with the modules and lessons of a course. */
export type OutlineEditing = ReturnType<typeof createEditing>;

/** Changes a course's outline: shown at once, told at the edge of the page when the server refuses. */
export function useOutlineEditing(courseId: string): OutlineEditing {
  const client = useQueryClient();
  return useMemo(() => createEditing(client, courseId), [client, courseId]);
}

function createEditing(client: ReturnType<typeof useQueryClient>, courseId: string) {
  const { queryKey } = outlineQuery(courseId);
  const show = (change: (modules: readonly OutlineModule[]) => readonly OutlineModule[]): void => {
    void client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, (course) => course && { ...course, modules: change(course.modules) });
  };
  const reload = async (): Promise<void> => {
    void client.invalidateQueries({ queryKey: taughtCoursesQuery.queryKey });
    await client.invalidateQueries({ queryKey });
  };
  /** Does it, reloads the outline, and says why when it did not work. True when it did. */
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      tellProblem(error);
      return false;
    } finally {
      await reload();
    }
  };
  const showLesson = (id: string, change: Partial<OutlineModule['lessons'][number]>): void =>
    show((modules) =>
      modules.map((module) =>
        module.lessons.some((lesson) => lesson.id === id)
          ? { ...module, lessons: module.lessons.map((each) => (each.id === id ? { ...each, ...change } : each)) }
          : module,
      ),
    );
  // One after the other: each names the version that the one before has made.
  let moving: Promise<unknown> = Promise.resolve();

  return {
    addModule: async (title: string): Promise<string | undefined> => {
      let id: string | undefined;
      await attempt(async () => ({ id } = await courseEditing.addModule(courseId, title)));
      return id;
    },
    renameModule: (id: string, title: string) => {
      show((modules) => modules.map((module) => (module.id === id ? { ...module, title } : module)));
      return attempt(() => courseEditing.renameModule(id, title));
    },
    removeModule: async (id: string, title: string) => {
      show((modules) => modules.filter((module) => module.id !== id));
      const isDone = await attempt(() => courseEditing.removeModule(id));
      if (isDone) offerUndo(text.bin.moved(title), () => void attempt(() => courseEditing.restoreModule(id)));
    },
    addLesson: (moduleId: string, title: string) => attempt(() => lessonEditing.create(moduleId, title)),
    renameLesson: (id: string, title: string) => {
      showLesson(id, { title });
      return attempt(() => lessonEditing.change(id, { title }));
    },
    publishLesson: (id: string, isPublished: boolean) => {
      showLesson(id, { isPublished });
      return attempt(() => lessonEditing.change(id, { isPublished }));
    },
    duplicateLesson: (id: string) => attempt(() => lessonEditing.duplicate(id)),
    removeLesson: async (id: string, title: string) => {
      show((modules) =>
        modules.map((module) => ({ ...module, lessons: module.lessons.filter((each) => each.id !== id) })),
      );
      const isDone = await attempt(() => lessonEditing.remove(id));
      if (isDone) offerUndo(text.bin.moved(title), () => void attempt(() => lessonEditing.restore(id)));
    },
    /** Changes the order. When somebody else changed the course meanwhile, the same move is made on their version. */
    move: (move: Move): void => {
      show(move);
      moving = moving.then(async () => {
        try {
          await sendOrder(client.getQueryData(queryKey));
        } catch (error) {
          if (!(error instanceof ApiError && error.status === 409)) return tellProblem(error);
          const theirs = await client.query({ ...outlineQuery(courseId), staleTime: 0, retry: false });
          await sendOrder({ ...theirs, modules: move(theirs.modules) }).then(
            () => tell(text.outline.merged),
            tellProblem,
          );
        }
      });
      void moving.then(reload, tellProblem);
    },
    reload,
  };

  async function sendOrder(course: CourseOutline | undefined): Promise<void> {
    if (course === undefined) return;
    const order = course.modules.map(({ id, lessons }) => ({ id, lessonIds: lessons.map((lesson) => lesson.id) }));
    const { version } = await courseEditing.setOrder(courseId, course.version, order);
    if (version !== undefined) client.setQueryData(queryKey, (shown) => shown && { ...shown, version });
  }
}
