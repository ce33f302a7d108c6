import type { Lesson } from '../../shared/api/lessons.ts';
import { formatBytes, formatDuration } from '../../shared/format.ts';
import { FileIcon } from '../student-icons.tsx';
import { text } from '../text.ts';
import classes from './lesson-page.module.css';

/** Chapters to jump to, files to take along. */
export function LessonExtras({ lesson, onSeek }: { lesson: Lesson; onSeek: (seconds: number) => void }) {
  return (
    <>
      {lesson.attachments.length > 0 && (
        <section className={classes.section}>
          <h2>{text.lesson.attachments}</h2>
          <ul className={classes.rows}>
            {lesson.attachments.map(({ id, fileName, sizeBytes, url }) => (
              <li key={id}>
                <a
                  className={classes.row}
                  href={url}
                  download={fileName}
                  aria-label={text.lesson.download(fileName, formatBytes(sizeBytes))}
                >
                  <FileIcon size={18} />
                  {fileName}
                  <small>{formatBytes(sizeBytes)}</small>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {lesson.video !== undefined && lesson.chapters.length > 0 && (
        <section className={classes.section}>
          <h2>{text.lesson.chapters}</h2>
          <ul className={classes.rows}>
            {lesson.chapters.map(({ startSeconds, title }) => (
              <li key={startSeconds}>
                <button type="button" className={classes.row} onClick={() => onSeek(startSeconds)}>
                  <small>{formatDuration(startSeconds)}</small>
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
