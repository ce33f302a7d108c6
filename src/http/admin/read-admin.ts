import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';

import type { Setting } from '../../config/setting.ts';
import { type Config, SETTINGS } from '../../config/settings.ts';
import { ERROR_CODES, type ErrorCode } from '../../kernel/error-codes.ts';
import type { AdminVideoRow } from '../../videos/overview/admin-videos.ts';
import { runChecks } from '../health.ts';
import type { AdminContext } from './admin-context.ts';
import {
  adminVideoPage,
  adminVideoQuery,
  type AdminVideoView,
  jobsView,
  overviewView,
  settingsView,
  storageView,
} from './admin-views.ts';

const config = { access: 'admin' as const };
const tags = ['admin'];
/** Videos that the overview shows of each kind of trouble. */
const MOST_ATTENTION = 8;

/** What administrators look at; nothing is changed here. */
export function registerAdminReading(parent: FastifyInstance, context: AdminContext): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const { queries, work } = context;

  app.get(
    '/admin/overview',
    { config, schema: { tags, summary: 'How the installation is', response: { 200: overviewView } } },
    async () => await readOverview(context),
  );
  app.get(
    '/admin/videos',
    {
      config,
      schema: { tags, summary: 'All videos', querystring: adminVideoQuery, response: { 200: adminVideoPage } },
    },
    async ({ query }) => {
      const { videos, nextCursor } = await queries.listVideos(query);
      return { videos: videos.map(presentRow), ...(nextCursor !== undefined && { nextCursor }) };
    },
  );
  app.get(
    '/admin/storage',
    { config, schema: { tags, summary: 'Storage by course and by rendition', response: { 200: storageView } } },
    async () => {
      const { courses, renditions, ...totals } = await queries.storage();
      return {
        ...totals,
        freeBytes: await work.diskRoom(),
        reserveBytes: work.settings.diskReserveBytes,
        renditions: [...renditions],
        courses: courses.map(({ id, title, ...rest }) => ({
          ...rest,
          ...(id !== null && { id }),
          ...(title !== null && { title }),
        })),
      };
    },
  );
  app.get(
    '/admin/jobs',
    { config, schema: { tags, summary: 'Queues and workers', response: { 200: jobsView } } },
    async () => await readJobs(context),
  );
  app.get(
    '/admin/settings',
    { config, schema: { tags, summary: 'Settings, for reading only', response: { 200: settingsView } } },
    () => ({ settings: presentSettings(context.config) }),
  );
}

async function readOverview({ queries, work, readiness, readQueues, version }: AdminContext) {
  const [counts, storage, checks, queues, stuck, failed, freeBytes] = await Promise.all([
    queries.counts(),
    queries.storage(),
    runChecks(readiness),
    readQueues(),
    queries.listVideos({ filter: 'stuck', limit: MOST_ATTENTION }),
    queries.listVideos({ filter: 'failed', limit: MOST_ATTENTION }),
    work.diskRoom(),
  ]);
  const sum = (pick: (queue: (typeof queues)[number]) => number): number =>
    queues.reduce((total, queue) => total + pick(queue), 0);
  return {
    version,
    checks: checks.map(([name, message]) => ({ name, ok: message === 'ok', message })),
    disk: {
      freeBytes,
      reserveBytes: work.settings.diskReserveBytes,
      usedBytes: storage.originalBytes + storage.renditionBytes + storage.attachmentBytes,
    },
    queue: {
      waiting: sum((queue) => queue.waiting),
      active: sum((queue) => queue.active),
      delayed: sum((queue) => queue.delayed),
    },
    ...counts,
    attention: [...stuck.videos, ...failed.videos].slice(0, MOST_ATTENTION).map(presentRow),
  };
}

async function readJobs({ readQueues, workers, work, queueBoard }: AdminContext): Promise<z.input<typeof jobsView>> {
  const [queues, views] = await Promise.all([readQueues(), workers.list()]);
  const ids = [...new Set(views.flatMap(({ jobs }) => jobs.map(({ videoId }) => videoId)))];
  const { videos } = ids.length === 0 ? { videos: [] } : await work.videos.list({ ids, limit: ids.length });
  const titles = new Map(videos.map(({ id, title }) => [id, title]));
  return {
    queues: [...queues],
    workers: views.map(({ jobs, startedAt, seenAt, ...worker }) => ({
      ...worker,
      startedAt: startedAt.toISOString(),
      seenAt: seenAt.toISOString(),
      jobs: jobs.map(({ startedAtMs, ...job }) => {
        const title = titles.get(job.videoId);
        return { ...job, startedAt: new Date(startedAtMs).toISOString(), ...(title !== undefined && { title }) };
      }),
    })),
    hasBoard: queueBoard !== undefined,
  };
}

function presentRow(row: AdminVideoRow): AdminVideoView {
  const { isPlayable, failureCode, failureMessage, failureDetail, ownerId, ownerName, durationSeconds, ...rest } = row;
  const code = row.state === 'failed' ? (failureCode as ErrorCode | null) : null;
  return {
    ...rest,
    courses: [...row.courses],
    playable: isPlayable,
    ...(code !== null && {
      error: {
        code,
        message: failureMessage ?? '',
        action: ERROR_CODES[code] ?? '',
        ...(failureDetail !== null && { detail: failureDetail }),
      },
    }),
    ...(ownerId !== null && { owner: { id: ownerId, ...(ownerName !== null && { name: ownerName }) } }),
    ...(durationSeconds !== null && { durationSeconds }),
  };
}

function presentSettings(values: Config): z.infer<typeof settingsView>['settings'] {
  return Object.entries<Setting>(SETTINGS).map(([key, { name, defaultText, doc, isSecret }]) => {
    const value: Config[keyof Config] = values[key as keyof Config];
    const text = value === undefined ? undefined : Array.isArray(value) ? value.join(',') : String(value);
    return {
      key,
      name,
      ...(text !== undefined && { value: isSecret ? 'set' : text }),
      ...(defaultText !== undefined && { default: defaultText }),
      isDefault: text === defaultText,
      isSecret,
      doc,
    };
  });
}
