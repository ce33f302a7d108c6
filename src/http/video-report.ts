import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { AppError } from '../kernel/app-error.ts';
import { readReport } from '../pipeline/verify/keep-report.ts';
import type { WorkContext } from '../pipeline/work/work-context.ts';
import { revisionPrefixes } from '../videos/revision.ts';
import { videoNotFound } from '../videos/video.ts';
import { mayEdit, type VideoAccess } from './playback/video-access.ts';
import { errorBody } from './video-view.ts';

const params = z.object({ id: z.string().max(64) });

const reportView = z
  .object({
    revisionId: z.string(),
    provenAt: z.iso.datetime(),
    length: z.object({
      sourceSeconds: z.number().optional().describe("What the source's own frames say."),
      streamSeconds: z.number(),
      frameSeconds: z.number().describe('Length of one frame: the two are at most that far apart.'),
    }),
    cells: z.object({
      count: z.int().describe('Segments of all renditions, each read back from the store.'),
      sizeBytes: z.int(),
    }),
    decoded: z.object({
      segments: z.int().describe('Decoded from first frame to last; the first frame of all others was decoded too.'),
      frames: z.int(),
    }),
    renditions: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        segmentCount: z.int(),
        durationSeconds: z.number(),
        sizeBytes: z.int(),
      }),
    ),
    rules: z
      .array(
        z.object({
          rule: z.string(),
          title: z.string(),
          status: z.enum(['ok', 'must', 'should', 'note', 'not applicable']),
          reason: z.string().optional(),
          findings: z.array(
            z.object({
              severity: z.enum(['must', 'should', 'note']),
              rendition: z.string().optional(),
              segment: z.int().optional(),
              message: z.string(),
            }),
          ),
        }),
      )
      .describe('The rules of HLS and our own, as `lectern check` applies them.'),
    damage: z
      .array(
        z.object({
          startSeconds: z.number(),
          durationSeconds: z.number(),
          of: z.enum(['picture', 'sound']).optional().describe('Absent: the picture.'),
        }),
      )
      .describe(
        'Parts of the source whose picture or sound could not be read without errors, or whose sound is not in the file.',
      ),
    notes: z.array(z.string()).describe('What was done to an odd source.'),
  })
  .meta({ id: 'VideoReport' });

/** `/api/v1/videos/:id/report`: what was proven before the video became ready. */
export function registerVideoReport(
  parent: FastifyInstance,
  { videos, objects }: Pick<WorkContext, 'videos' | 'objects'>,
  access: Pick<VideoAccess, 'rightsOf'>,
): void {
  parent.withTypeProvider<ZodTypeProvider>().get(
    '/videos/:id/report',
    {
      config: { access: 'instructor' as const },
      schema: {
        tags: ['videos'],
        summary: 'What was proven of a ready video',
        params,
        response: { 200: reportView, 404: errorBody },
      },
    },
    async ({ params: { id }, principal }) => {
      const found = await videos.find(id);
      // Of what they may not edit they learn nothing, not even that it is there.
      const isTheirs = found && mayEdit((await access.rightsOf(principal, [found])).get(id));
      const video = isTheirs ? found : undefined;
      const report = video?.revisionId && (await readReport(objects, revisionPrefixes(id, video.revisionId).prefix));
      if (report) return asView(report);
      if (!video) throw videoNotFound(id);
      throw new AppError('NOT_FOUND', { message: 'This video is not proven yet, so it has no report.' });
    },
  );
}

/** A copy with arrays that may be written to, as the schema's type has them. */
function asView(report: NonNullable<Awaited<ReturnType<typeof readReport>>>): z.infer<typeof reportView> {
  return {
    ...report,
    renditions: [...report.renditions],
    rules: report.rules.map((rule) => ({ ...rule, findings: [...rule.findings] })),
    damage: [...report.damage],
    notes: [...report.notes],
  };
}
