import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** For a row of links that is wider than a phone: scrolls it so that the current one is seen whenever `current` changes. */
export function useCurrentInView(current: string): RefObject<HTMLElement | null> {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = row.current?.querySelector('[data-current]') ?? row.current?.querySelector('[aria-current="page"]');
    if (row.current === null || !link) return;
    const [around, own] = [row.current.getBoundingClientRect(), link.getBoundingClientRect()];
    row.current.scrollLeft += own.left + own.width / 2 - (around.left + around.width / 2);
  }, [current]);
  return row;
}
