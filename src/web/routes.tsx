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

const routeTree = rootRoute.addChildren([
  libraryRoute,
  watchRoute,
  studioRoute.addChildren([studioHomeRoute, studioVideosRoute, studioBinRoute, studioCourseRoute, studioLessonRoute]),
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
