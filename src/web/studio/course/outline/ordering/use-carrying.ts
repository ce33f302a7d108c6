import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { OutlineModule } from '../../../../shared/api/studio/course-editing.ts';
import { text } from '../../../text.ts';
import { findLesson, placeLesson, stepLesson } from './order.ts';
import type { OutlineEditing } from '../use-outline-editing.ts';

type Modules = readonly OutlineModule[];

/** A lesson on its way by keyboard. */
interface Carrying {
  /** Lifted now. */
  readonly lessonId: string | undefined;
  /** The order while it is carried; undefined when nothing is. */
  readonly modules: Modules | undefined;
  /** For screen readers: what just happened. */
  readonly announcement: string;
  readonly onHandleKey: (event: KeyboardEvent, lessonId: string) => void;
  readonly onHandleBlur: (lessonId: string) => void;
}

/**
 * Moves lessons with the keyboard: Space lifts the lesson whose handle has the focus, arrows carry it (over the borders
 * of modules too), Space puts it down, Escape puts it back.
 */
export function useCarrying(modules: Modules, editing: OutlineEditing): Carrying {
  const [carried, setCarried] = useState<{ lessonId: string; modules: Modules }>();
  const [announcement, setAnnouncement] = useState('');
  const now = useRef<{ modules: Modules; carried: typeof carried }>({ modules, carried });
  useEffect(() => {
    now.current = { modules, carried };
    return carried && keepFocus(carried.lessonId);
  }, [modules, carried]);

  const onHandleKey = useCallback((event: KeyboardEvent, lessonId: string): void => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    const { modules: saved } = now.current;
    setCarried({ lessonId, modules: saved });
    setAnnouncement(say(saved, lessonId, text.outline.lifted));
  }, []);

  const liftedId = carried?.lessonId;
  useEffect(() => {
    if (liftedId === undefined) return;
    // All keys of the page: between two modules the handle is not there for a moment.
    const onKey = (event: globalThis.KeyboardEvent): void => {
      const { modules: saved, carried: before } = now.current;
      if (before === undefined || !KEYS.has(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
        const after = stepLesson(before.modules, liftedId, event.key === 'ArrowUp' ? -1 : 1);
        now.current = { modules: saved, carried: { lessonId: liftedId, modules: after } }; // the next key may be faster
        setCarried(now.current.carried);
        setAnnouncement(say(after, liftedId, text.outline.carried));
        return;
      }
      now.current = { modules: saved, carried: undefined };
      setCarried(undefined);
      if (event.key === 'Escape') return setAnnouncement(say(saved, liftedId, text.outline.putBack));
      setAnnouncement(say(before.modules, liftedId, text.outline.dropped));
      const target = findLesson(before.modules, liftedId);
      if (target === undefined || before.modules === saved) return;
      editing.move((latest) => placeLesson(latest, liftedId, target.module.id, target.index));
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [liftedId, editing]);
  // Somewhere else now: what is not put down goes back. The focus is lost for a moment too when the line moves.
  const onHandleBlur = useCallback((lessonId: string): void => {
    setTimeout(() => {
      const isBetweenLists = document.activeElement === document.body;
      if (isBetweenLists || document.activeElement === handleOf(lessonId)) return;
      setCarried((before) => (before?.lessonId === lessonId ? undefined : before));
    }, 0);
  }, []);
  return {
    lessonId: carried?.lessonId,
    modules: carried?.modules,
    announcement,
    onHandleKey,
    onHandleBlur,
  };
}

function say(
  modules: Modules,
  lessonId: string,
  sentence: (title: string, position: number, count: number, module: string) => string,
): string {
  const place = findLesson(modules, lessonId);
  if (place === undefined) return '';
  return sentence(place.lesson.title, place.index + 1, place.module.lessons.length, place.module.title);
}

const FRAMES = 60;
const KEYS = new Set([' ', 'Enter', 'Tab', 'Escape', 'ArrowUp', 'ArrowDown']);

/** Keeps the focus on a lesson's handle: in another module it is another element, which may not be there yet. */
function keepFocus(lessonId: string): () => void {
  let frames = 0;
  let request = 0;
  const tryNow = (): void => {
    const handle = handleOf(lessonId);
    if (handle !== null) {
      handle.focus();
      handle.scrollIntoView({ block: 'nearest' });
    } else if ((frames += 1) < FRAMES) request = requestAnimationFrame(tryNow);
  };
  tryNow();
  return () => cancelAnimationFrame(request);
}

function handleOf(lessonId: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-lesson="${CSS.escape(lessonId)}"] button`);
}
