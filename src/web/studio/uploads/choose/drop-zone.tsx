import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Limits } from '../../../shared/api/video.ts';
import { formatBytes } from '../../../shared/format.ts';
import { text } from '../../../shared/text.ts';
import { UploadIcon } from '../../../shared/ui/icons.tsx';
import classes from './drop-zone.module.css';

/** 8K: who may send that needs not be told. */
const LARGEST_SHORT_SIDE = 4320;

/** What a file dialog offers first. The server decides by content what it takes. */
export const ACCEPTED = 'video/*,audio/*,.mkv,.ts,.mts,.m2ts';

/** Where files come in. Says what is taken before anybody chooses; a drop anywhere on the page counts. */
export function DropZone({ limits, onFiles }: { limits: Limits | undefined; onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const isDragged = usePageDrop(onFiles);
  return (
    <section className={classes.zone} data-dragged={isDragged || undefined} aria-labelledby="drop-title">
      <span className={classes.icon}>
        <UploadIcon size={26} />
      </span>
      <h2 id="drop-title">
        {isDragged ? text.dropZone.dropNow : isTouch() ? text.dropZone.titleForTouch : text.dropZone.title}
      </h2>
      <p id="drop-limits">
        {limits === undefined ? (
          text.dropZone.limitsUnknown
        ) : (
          <>
            {text.dropZone.limits(formatBytes(limits.maxUploadBytes), Math.round(limits.maxDurationSeconds / 3600))}
            {limits.maxShortSide < LARGEST_SHORT_SIDE && text.dropZone.resolution(limits.maxShortSide)}
            <span className={classes.formats}>{text.dropZone.formats(limits.formats)}</span>
          </>
        )}
      </p>
      <Button onClick={() => input.current?.click()} aria-describedby="drop-limits">
        {text.dropZone.choose}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = ''; // the same file may be chosen again
        }}
      />
    </section>
  );
}

/** Nothing can be dropped with a finger. */
function isTouch(): boolean {
  return matchMedia('(hover: none)').matches;
}

/** Takes files dropped anywhere on the page. True while files are held over it. */
function usePageDrop(onFiles: (files: File[]) => void): boolean {
  const [isDragged, setIsDragged] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault(); // or the browser would open the file
      setIsDragged(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setIsDragged(false);
    };
    const drop = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setIsDragged(false);
      latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return isDragged;
}
