import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { CrashPage } from './shell/crash-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';
import { queryClient } from './shared/api/query-client.ts';
import { lessonQuery } from './shared/api/lessons.ts';
import type { ComponentType } from 'react';

/**
 * A page built of Mantine's components: they, their styles and what they need around them come with it. Its type stays
 * unread here, since pages read theirs from the routes.
 */
async function withMantine<Pages>(load: () => Promise<Pages>, name: keyof Pages): Promise<{ Page: ComponentType }> {
  const [{ MantineArea }, pages] = await Promise.all([import('./shared/mantine-area.tsx'), load()]);
  const Inner = pages[name] as ComponentType;
  return {
    Page: () => (
      <MantineArea>
        <Inner />
      </MantineArea>
    ),
  };
}

const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: () => <NotFoundPage />,
  errorComponent: ({ error }) => <CrashPage detail={String(error)} />,
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./student/home/home-page.tsx'), 'HomePage'),
});

const courseRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/courses/$id',
  component: lazyRouteComponent(() => import('./student/course/course-page.tsx'), 'CoursePage'),
});

const lessonRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/lessons/$id',
  // The lesson and the player are asked for beside the page's code, not after it.
  loader: ({ params }) => {
    void queryClient.query(lessonQuery(params.id)).catch(() => undefined); // the page asks again
    void import('../player/lectern-player.ts').catch(() => undefined);
  },
  component: lazyRouteComponent(() => import('./student/lesson/lesson-page.tsx'), 'LessonPage'),
});

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: (search): { q?: string } => (typeof search['q'] === 'string' ? { q: search['q'] } : {}),
  component: lazyRouteComponent(() => import('./student/search/search-page.tsx'), 'SearchPage'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { to?: string } => (typeof search['to'] === 'string' ? { to: search['to'] } : {}),
  component: lazyRouteComponent(() => import('./account/sign-in-page.tsx'), 'SignInPage'),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./account/forgot-password-page.tsx'), 'ForgotPasswordPage'),
});

const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password/$token',
  component: lazyRouteComponent(() => import('./account/reset-password-page.tsx'), 'ResetPasswordPage'),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitations/$token',
  component: lazyRouteComponent(() => import('./account/invitation-page.tsx'), 'InvitationPage'),
});

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join/$token',
  component: lazyRouteComponent(() => import('./account/join-page.tsx'), 'JoinPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account/own/account-page.tsx'), 'AccountPage'),
});

const watchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/watch/$id',
  component: lazyRouteComponent(() => withMantine(() => import('./student/watch/watch-page.tsx'), 'WatchPage'), 'Page'),
});

const studioRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studio',
  component: lazyRouteComponent(() => withMantine(() => import('./studio/studio-frame.tsx'), 'StudioFrame'), 'Page'),
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

const studioReportRoute = createRoute({
  getParentRoute: () => studioRoute,
  path: '/videos/$id',
  component: lazyRouteComponent(() => import('./studio/report/report-page.tsx'), 'ReportPage'),
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
  homeRoute,
  courseRoute,
  lessonRoute,
  searchRoute,
  signInRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  invitationRoute,
  joinRoute,
  accountRoute,
  watchRoute,
  studioRoute.addChildren([
    studioHomeRoute,
    studioVideosRoute,
    studioReportRoute,
    studioBinRoute,
    studioCourseRoute,
    studioLessonRoute,
  ]),
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
