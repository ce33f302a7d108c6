import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { CrashPage } from './shell/crash-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: () => <NotFoundPage />,
  errorComponent: ({ error }) => <CrashPage detail={String(error)} />,
});

const libraryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./studio/library-page.tsx'), 'LibraryPage'),
});

const watchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/watch/$id',
  component: lazyRouteComponent(() => import('./student/watch-page.tsx'), 'WatchPage'),
});

const studioRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studio',
  component: lazyRouteComponent(() => import('./studio/studio-frame.tsx'), 'StudioFrame'),
});
const studioHomeRoute = createRoute({
  getParentRoute: () => studioRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./studio/home/studio-home-page.tsx'), 'StudioHomePage'),
});

const studioVideosRoute = createRoute({
  getParentRoute: () => studioRoute,
  path: '/videos',
  component: lazyRouteComponent(() => import('./studio/library-page.tsx'), 'LibraryPage'),
});

const studioBinRoute = createRoute({
  getParentRoute: () => studioRoute,
  path: '/bin',
  component: lazyRouteComponent(() => import('./studio/bin/bin-page.tsx'), 'BinPage'),
});

const studioCourseRoute = createRoute({
  getParentRoute: () => studioRoute,
  path: '/courses/$id',
  validateSearch: (search): { tab?: string } => (typeof search['tab'] === 'string' ? { tab: search['tab'] } : {}),
  component: lazyRouteComponent(() => import('./studio/course/course-page.tsx'), 'CoursePage'),
});

const studioLessonRoute = createRoute({
  getParentRoute: () => studioRoute,
  path: '/lessons/$id',
  component: lazyRouteComponent(() => import('./studio/lesson/lesson-page.tsx'), 'LessonPage'),
});

const adminRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin',
  component: lazyRouteComponent(() => withMantine(() => import('./admin/admin-frame.tsx'), 'AdminFrame'), 'Page'),
});
const adminOverviewRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./admin/pages/overview-page.tsx'), 'OverviewPage'),
});
const adminPeopleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./admin/pages/people-page.tsx'), 'PeoplePage'),
});
const adminVideosRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/videos',
  validateSearch: (search): { filter?: string } =>
    typeof search['filter'] === 'string' ? { filter: search['filter'] } : {},
  component: lazyRouteComponent(() => import('./admin/pages/videos-page.tsx'), 'AdminVideosPage'),
});
const adminStorageRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/storage',
  component: lazyRouteComponent(() => import('./admin/pages/storage-page.tsx'), 'StoragePage'),
});
const adminJobsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./admin/pages/jobs-page.tsx'), 'JobsPage'),
});
const adminSettingsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./admin/pages/settings-page.tsx'), 'SettingsPage'),
});
const adminAuditLogRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/audit-log',
  component: lazyRouteComponent(() => import('./admin/pages/audit-log-page.tsx'), 'AuditLogPage'),
});
const adminApiKeysRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./admin/pages/api-keys-page.tsx'), 'ApiKeysPage'),
});

const routeTree = rootRoute.addChildren([
  libraryRoute,
  watchRoute,
  studioRoute.addChildren([studioHomeRoute, studioVideosRoute, studioBinRoute, studioCourseRoute, studioLessonRoute]),
  adminRoute.addChildren([
    adminOverviewRoute,
    adminPeopleRoute,
    adminVideosRoute,
    adminStorageRoute,
    adminJobsRoute,
    adminSettingsRoute,
    adminAuditLogRoute,
    adminApiKeysRoute,
  ]),
]);

/** Every page with its address. Each page's code is loaded when it is first opened. */
export function createPageRouter() {
  return createRouter({ routeTree, defaultPreload: 'intent', scrollRestoration: true });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
