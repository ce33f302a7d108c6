import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useCurrentInView } from '../shared/ui/use-current-in-view.ts';
import classes from './admin-frame.module.css';
import { text } from './text.ts';

const PAGES = [
  ['/admin', text.nav.overview],
  ['/admin/people', text.nav.people],
  ['/admin/videos', text.nav.videos],
  ['/admin/storage', text.nav.storage],
  ['/admin/jobs', text.nav.jobs],
  ['/admin/settings', text.nav.settings],
  ['/admin/audit-log', text.nav.auditLog],
  ['/admin/api-keys', text.nav.apiKeys],
] as const;

/** What every page of the administration has around it. */
export function AdminFrame() {
  const row = useCurrentInView(useRouterState({ select: ({ location }) => location.pathname }));
  return (
    <>
      <nav ref={row} className={classes.nav} aria-label={text.nav.label}>
        {PAGES.map(([to, name]) => (
          <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
            {name}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
