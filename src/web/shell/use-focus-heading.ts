import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

const PATIENCE_MS = 5000;

/** After going to another page, the focus goes to its heading, so that screen readers say where one is. */
export function useFocusHeading(): void {
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    const isFirst = before.current === undefined;
    before.current = pathname;
    const main = document.querySelector('main');
    if (pathname === undefined || isFirst || main === null) return;
    const focus = (): boolean => {
      const heading = main.querySelector('h1');
      if (heading === null) return false;
      // A page that has put the focus somewhere itself knows better.
      if (main.contains(document.activeElement) && document.activeElement !== main) return true;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return true;
    };
    if (focus()) return;
    const observer = new MutationObserver(() => {
      if (focus()) observer.disconnect();
    });
    observer.observe(main, { childList: true, subtree: true });
    const timer = setTimeout(() => observer.disconnect(), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [pathname]);
}
