import type { Access } from '../../../../src/accounts/policies.ts';

/** Who may call which route at all. A route that is missing here fails the test beside this file. */
const TABLE: Record<Access, readonly string[]> = {
  anyone: [
    'GET /healthz',
    'GET /readyz',
    'GET /metrics', // but only from this machine itself, others as administrators
    'GET /api/v1/openapi.json',
    'OPTIONS /v*',
    'GET /v/*',
    'GET /v/:videoId/filled',
    'GET /v/:token/:videoId/filled',
    'POST /api/v1/videos/:id/playback',
    'GET|POST|DELETE /api/v1/session',
    'POST /api/v1/password-resets',
    'GET|POST /api/v1/password-resets/:token',
    'GET /api/v1/invitations/by-token/:token',
    'POST /api/v1/invitations/by-token/:token/accept',
    'GET /api/v1/enrolment-links/:token',
  ],
  'signed-in': [
    'GET /api/v1/events',
    'PATCH /api/v1/me',
    'POST /api/v1/me/password',
    'GET|DELETE /api/v1/me/sessions',
    'DELETE /api/v1/me/sessions/:id',
    'GET /api/v1/courses',
    'GET /api/v1/courses/:id',
    'GET /api/v1/courses/:id/poster',
    'POST|DELETE /api/v1/courses/:id/enrolment',
    'POST /api/v1/enrolment-links/:token',
    'GET /api/v1/lessons/:id',
    'GET /api/v1/lessons/:id/poster',
    'GET /api/v1/lessons/:id/attachments/:fileId',
    'GET /api/v1/lessons/:id/captions/:fileId',
    'POST /api/v1/lessons/:id/progress',
    'PUT /api/v1/lessons/:id/completion',
    'GET /api/v1/search',
  ],
  instructor: [
    'POST|PATCH|DELETE|OPTIONS|HEAD /api/v1/uploads',
    'POST|PATCH|DELETE|OPTIONS|HEAD /api/v1/uploads/:id',
    'POST /api/v1/direct-uploads',
    'GET|DELETE /api/v1/direct-uploads/:id',
    'POST /api/v1/direct-uploads/:id/parts',
    'POST /api/v1/direct-uploads/:id/complete',
    'GET /api/v1/limits',
    'GET /api/v1/videos',
    'GET|PATCH|DELETE /api/v1/videos/:id',
    'POST /api/v1/videos/:id/retry',
    'POST /api/v1/videos/:id/cancel',
    'GET /api/v1/videos/:id/report',
    'POST /api/v1/courses',
    'PATCH|DELETE /api/v1/courses/:id',
    'PUT /api/v1/courses/:id/order',
    'POST /api/v1/courses/:id/restore',
    'POST /api/v1/courses/:id/duplicate',
    'POST /api/v1/courses/:id/modules',
    'PUT|DELETE /api/v1/courses/:id/poster',
    'GET|POST /api/v1/courses/:id/people',
    'DELETE /api/v1/courses/:id/people/:personId',
    'POST /api/v1/courses/:id/instructors',
    'DELETE /api/v1/courses/:id/instructors/:personId',
    'POST /api/v1/courses/:id/enrolment-links',
    'DELETE /api/v1/courses/:id/enrolment-links/:linkId',
    'GET /api/v1/courses/:id/watchers',
    'PATCH|DELETE /api/v1/modules/:id',
    'POST /api/v1/modules/:id/restore',
    'POST /api/v1/modules/:id/lessons',
    'PATCH|DELETE /api/v1/lessons/:id',
    'POST /api/v1/lessons/:id/restore',
    'POST /api/v1/lessons/:id/duplicate',
    'POST /api/v1/lessons/:id/attachments',
    'DELETE /api/v1/lessons/:id/attachments/:fileId',
    'POST /api/v1/lessons/:id/captions',
    'DELETE /api/v1/lessons/:id/captions/:fileId',
    'PATCH /api/v1/lessons/:id/captions/:fileId',
    'PUT /api/v1/lessons/:id/chapters',
    'PUT|POST|DELETE /api/v1/lessons/:id/poster',
    'GET /api/v1/lessons/:id/watchers',
    'GET /api/v1/bin',
    'GET|POST /api/v1/invitations',
    'DELETE /api/v1/invitations/:id',
  ],
  admin: [
    'GET|POST /api/v1/people',
    'GET|PATCH /api/v1/people/:id',
    'POST /api/v1/people/:id/password-reset',
    'DELETE /api/v1/people/:id/sessions',
    'GET|POST /api/v1/api-keys',
    'DELETE /api/v1/api-keys/:id',
    'GET /api/v1/audit-log',
    'GET /api/v1/admin/overview',
    'GET /api/v1/admin/videos',
    'POST /api/v1/admin/videos/actions',
    'GET /api/v1/admin/storage',
    'GET /api/v1/admin/jobs',
    'GET /api/v1/admin/settings',
  ],
};

/** Access by `METHOD url`; who may GET may ask for the HEAD. */
const ROUTES = new Map(
  Object.entries(TABLE).flatMap(([access, lines]) =>
    lines.flatMap((line) => {
      const [methods = '', url = ''] = line.split(' ');
      const each = methods.split('|');
      return (each.includes('GET') ? [...each, 'HEAD'] : each).map(
        (method) => [`${method} ${url}`, access as Access] as const,
      );
    }),
  ),
);

/** What the table says of a route; undefined: nothing. */
export function accessOf(method: string, url: string): Access | undefined {
  // The board of the queues brings some forty routes of its own.
  if (url === '/admin/queues' || url.startsWith('/admin/queues/')) return 'admin';
  // The files of the built pages, which are the same for everybody.
  if (/^(GET|HEAD)$/.test(method) && /^\/(assets\/.+|[\w-]+\.\w+)?$/.test(url)) return 'anyone';
  return ROUTES.get(`${method} ${url}`);
}

/** Every route of the table. */
export const KNOWN_ROUTES: readonly string[] = [...ROUTES.keys()];
