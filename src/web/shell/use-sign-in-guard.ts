import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sessionQuery } from '../shared/api/session.ts';
import type { SignedIn } from '../shared/api/session.ts';

/** Pages for people who are not signed in. */
const OPEN_PAGES = /^\/(sign-in|forgot-password|reset-password|invitations|join)(\/|$)/;

/**
 * Who uses the pages; undefined until the server has answered, while pages begin to load already. Whoever is not signed in
 * is sent to do so, and comes back.
 */
export function useSignInGuard(): SignedIn | undefined {
  const { data: session } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const { pathname, href } = useRouterState({ select: ({ location }) => location });
  const isLost = session?.person === null && !OPEN_PAGES.test(pathname);
  useEffect(() => {
    if (!isLost) return;
    void navigate({ to: '/sign-in', search: href === '/' ? {} : { to: href }, replace: true });
  }, [isLost, href, navigate]);
  return session?.person ?? undefined;
}
