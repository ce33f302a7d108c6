import { useEffect } from 'react';
import { text } from '../text.ts';

/** Names the page in the browser's tab while it is shown. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = text.pageTitle(title);
  }, [title]);
}
