/** A part of the video with a name, up to the next one. */
export interface Chapter {
  readonly startSeconds: number;
  readonly title: string;
}

/** Reads the element's attribute: JSON, `[{"startSeconds":0,"title":"…"}]`. Trusts nothing; in order, one a second at most. */
export function parseChapters(text: string | null): Chapter[] {
  const chapters = readList(text).flatMap((each): Chapter[] => {
    const { startSeconds, title } = each as Partial<Record<keyof Chapter, unknown>>;
    const isSound = typeof startSeconds === 'number' && startSeconds >= 0 && typeof title === 'string' && title !== '';
    return isSound ? [{ startSeconds, title }] : [];
  });
  return chapters.toSorted((a, b) => a.startSeconds - b.startSeconds);
}

/** The chapter of a second; undefined before the first. */
export function chapterAt(chapters: readonly Chapter[], seconds: number): Chapter | undefined {
  return chapters.findLast(({ startSeconds }) => startSeconds <= seconds);
}

/** A JSON list of objects, or nothing. */
export function readList(text: string | null): object[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    const list: unknown[] = Array.isArray(value) ? value : [];
    return list.filter((each): each is object => typeof each === 'object' && each !== null);
  } catch {
    return [];
  }
}

/** `4:05`, `1:04:05`. */
export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
