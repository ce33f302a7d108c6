import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { mayAdminister } from '../../accounts/policies.ts';
import type { Principal } from '../../accounts/principal.ts';
import type { LimitsByUploader, UploadLimits } from '../../pipeline/upload/upload-limits.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import { hasWorkRoom } from '../../pipeline/work/work-room.ts';

/** What people may choose, by the ending they see; the contents decide in the end (media/facts/sniff-container). */
const FORMATS = ['mp4', 'mov', 'mkv', 'webm', 'avi', 'mpg', 'ts', 'wmv', 'flv', 'ogv', '3gp', 'mp3', 'm4a', 'wav'];

const limitsView = z.object({
  maxUploadBytes: z.number().int().describe('Largest file that is accepted from you.'),
  maxDurationSeconds: z.number().describe('Longest video that is accepted.'),
  maxShortSide: z.number().int().describe('Largest picture that is accepted: pixels of its short side.'),
  formats: z.array(z.string()).describe('Usual endings of files that are accepted.'),
  directUploads: z.boolean().describe('Whether files may go straight to the bucket: /direct-uploads.'),
  isPausedForRoom: z.boolean().describe('The disk is nearly full: work on videos waits until there is room.'),
});

/** What one who asks may upload. */
export function limitsOf(principal: Principal, limits: LimitsByUploader): UploadLimits {
  return limits[mayAdminister(principal) ? 'administrator' : 'instructor'];
}

/** `/api/v1/limits`: what may be uploaded, to be told before anybody chooses a file. */
export function registerLimits(
  parent: FastifyInstance,
  context: Pick<WorkContext, 'diskRoom' | 'settings'>,
  directUploads: boolean,
): void {
  parent.withTypeProvider<ZodTypeProvider>().get(
    '/limits',
    {
      config: { access: 'instructor' },
      schema: { tags: ['uploads'], summary: 'What you may upload', response: { 200: limitsView } },
    },
    async ({ principal }) => ({
      ...limitsOf(principal, context.settings.limits),
      formats: FORMATS,
      directUploads,
      isPausedForRoom: !(await hasWorkRoom(context)),
    }),
  );
}
