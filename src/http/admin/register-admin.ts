import type { FastifyInstance } from 'fastify';

import type { AdminContext } from './admin-context.ts';
import { registerAdminReading } from './read-admin.ts';
import { registerVideoActions } from './video-actions.ts';

/** `/api/v1/admin/…`: for administrators only. */
export function registerAdmin(api: FastifyInstance, context: AdminContext): void {
  registerAdminReading(api, context);
  registerVideoActions(api, context);
}
