import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { type AccountRoutes, withZod } from './account-routes.ts';
import { pageQuery } from './account-view.ts';

const query = pageQuery.extend({
  action: z.string().max(100).optional(),
  personId: z.string().max(64).optional().describe('What this person did, and what was done to them.'),
});

const entryView = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: z.object({ kind: z.enum(['person', 'key', 'anonymous', 'system']), id: z.string(), name: z.string() }),
    action: z.string().describe('`subject.verb`, such as `person.deactivate`.'),
    subject: z.object({ kind: z.string(), id: z.string(), name: z.string().optional() }),
    detail: z.record(z.string(), z.unknown()).optional(),
    ipAddress: z.string().optional(),
  })
  .meta({ id: 'AuditEntry' });

/** `GET /api/v1/audit-log`: who did what, newest first. */
export function registerAuditLog(parent: FastifyInstance, { context }: AccountRoutes): void {
  withZod(parent).get(
    '/audit-log',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['audit-log'],
        summary: 'List what was done, newest first',
        querystring: query,
        response: { 200: z.object({ entries: z.array(entryView), nextCursor: z.string().optional() }) },
      },
    },
    async (request) => {
      const { limit, cursor, action, personId } = request.query;
      const { entries, nextCursor } = await context.audit.list({
        limit,
        ...(cursor !== undefined && { cursor }),
        ...(action !== undefined && action !== '' && { action }),
        ...(personId !== undefined && personId !== '' && { personId }),
      });
      return {
        entries: entries.map((entry) => ({
          ...entry,
          detail: entry.detail && { ...entry.detail },
          at: entry.at.toISOString(),
        })),
        ...(nextCursor !== undefined && { nextCursor }),
      };
    },
  );
}
