import { useEffect, useRef, useState } from 'react';

/** Over which module files are held: its id, '' for the rest of the page, undefined for no files at all. */
export type FilesOver = string | undefined;

/** Takes files dropped on a module, marked with `data-module`, or anywhere else on the page. */
export function useFileDrop(onFiles: (moduleId: string | undefined, files: File[]) => void): FilesOver {
  const [over, setOver] = useState<FilesOver>();
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault(); // or the browser would open the file
      setOver(moduleAt(event) ?? '');
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(undefined);
    };
    const onDrop = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(undefined);
      latest.current(moduleAt(event), [...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, []);
  return over;
}

function moduleAt(event: DragEvent): string | undefined {
  const place = event.target instanceof Element ? event.target.closest('[data-module]') : null;
  return place?.getAttribute('data-module') ?? undefined;
}
