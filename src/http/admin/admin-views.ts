import { z } from 'zod';

import { VIDEO_FILTERS } from '../../videos/overview/admin-videos.ts';
import { VIDEO_STATES } from '../../videos/video.ts';
import { errorBody } from '../video-view.ts';

const count = z.int().min(0);
const bytes = z.number().min(0).describe('Bytes.');

/** A video in the administration's list. */
const adminVideoView = z
  .object({
    id: z.string(),
    title: z.string(),
    fileName: z.string(),
    state: z.enum(VIDEO_STATES),
    playable: z.boolean(),
    isStuck: z.boolean().describe('In work, and nothing has happened for 10 min although it is its turn.'),
    isOrphaned: z.boolean().describe('No lesson shows it, not even one in the bin.'),
    percent: z.number(),
    error: errorBody.shape.error
      .omit({ requestId: true })
      .extend({ detail: z.string().optional().describe('For operators: command, exit code, last lines.') })
      .optional(),
    owner: z.object({ id: z.string(), name: z.string().optional() }).optional(),
    courses: z.array(z.object({ id: z.string(), title: z.string(), lessonId: z.string() })),
    durationSeconds: z.number().optional(),
    originalBytes: bytes,
    renditionBytes: bytes,
    createdAt: z.iso.datetime(),
    lastMoveAt: z.iso.datetime().describe('When something last happened to it.'),
  })
  .meta({ id: 'AdminVideo' });

export type AdminVideoView = z.infer<typeof adminVideoView>;

/** One page of that list, newest first. */
export const adminVideoPage = z.object({ videos: z.array(adminVideoView), nextCursor: z.string().optional() });

/** Query of the list. */
export const adminVideoQuery = z.object({
  filter: z.enum(VIDEO_FILTERS).default('all'),
  search: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
});

/** What can be done with many videos at once. */
export const VIDEO_ACTIONS = ['retry', 'cancel', 'delete', 'reencode'] as const;

/** Body of such an action. */
export const videoActionBody = z.object({
  action: z.enum(VIDEO_ACTIONS),
  ids: z.array(z.string().max(64)).min(1).max(100),
});

/** How it went, by video, in the order of the ids. */
export const videoActionResults = z.object({
  results: z.array(
    z.object({ id: z.string(), ok: z.boolean(), error: errorBody.shape.error.omit({ requestId: true }).optional() }),
  ),
});

/** Where the bytes are. */
export const storageView = z.object({
  originalBytes: bytes,
  renditionBytes: bytes,
  attachmentBytes: bytes,
  freeBytes: bytes.describe('Left on the disk of the data folder.'),
  reserveBytes: bytes.describe('Kept free: LECTERN_DISK_RESERVE_BYTES.'),
  renditions: z.array(z.object({ id: z.string(), bytes, videos: count })),
  courses: z
    .array(
      z.object({
        id: z.string().optional().describe('Absent: videos of no lesson.'),
        title: z.string().optional(),
        isDeleted: z.boolean(),
        videos: count,
        originalBytes: bytes,
        renditionBytes: bytes,
        attachmentBytes: bytes,
      }),
    )
    .describe('Largest first; what several courses show counts in the one that showed it first.'),
});

const queueDepth = z.object({
  name: z.string(),
  waiting: count,
  active: count,
  delayed: count,
  oldestSeconds: count.optional().describe('Age of the job that is next.'),
});

/** Queues and workers. */
export const jobsView = z.object({
  queues: z.array(queueDepth),
  workers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['server', 'worker']),
      version: z.string(),
      startedAt: z.iso.datetime(),
      seenAt: z.iso.datetime(),
      isLost: z.boolean(),
      isDraining: z.boolean(),
      isOutOfRoom: z.boolean().describe('Its disk is nearly full: it takes no jobs until there is room.'),
      encodersAtOnce: count,
      loadPerCore: z.number(),
      jobs: z.array(
        z.object({
          kind: z.string(),
          videoId: z.string(),
          title: z.string().optional(),
          startedAt: z.iso.datetime(),
          cells: z.string().optional(),
        }),
      ),
    }),
  ),
  hasBoard: z.boolean().describe('Whether /admin/queues is there.'),
});

/** Everything that an administrator looks at first. */
export const overviewView = z.object({
  version: z.string(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() })),
  disk: z.object({ freeBytes: bytes, reserveBytes: bytes, usedBytes: bytes.describe('By videos and attachments.') }),
  queue: z.object({ waiting: count, active: count, delayed: count }),
  videos: z.object({
    uploading: count,
    processing: count,
    ready: count,
    failed: count,
    stuck: count,
    orphaned: count,
  }),
  people: z.object({ admins: count, instructors: count, students: count, deactivated: count }),
  courses: z.object({ published: count, drafts: count, lessons: count }),
  attention: z.array(adminVideoView).describe('Stuck videos, then failed ones; at most 8.'),
});

/** Every setting, for reading only. */
export const settingsView = z.object({
  settings: z.array(
    z.object({
      key: z.string(),
      name: z.string().describe('Environment variable.'),
      value: z.string().optional().describe('Absent: not set. Secrets say only `set`.'),
      default: z.string().optional(),
      isDefault: z.boolean(),
      isSecret: z.boolean(),
      doc: z.string(),
    }),
  ),
});
