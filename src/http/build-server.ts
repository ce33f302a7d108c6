import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';

import type { Identify } from '../accounts/identify.ts';
import { readFilledMap } from '../delivery/filled-map.ts';
import type { PlayGuard } from '../delivery/access/permission.ts';
import type { PlaybackUrls } from '../delivery/access/playback-urls.ts';
import type { OriginalFiles } from '../delivery/original-files.ts';
import type { MediaServer } from '../delivery/serve-media.ts';
import { newId } from '../kernel/ids.ts';
import type { WorkContext } from '../pipeline/work/work-context.ts';
import { requireAccess } from './access.ts';
import type { AdminContext } from './admin/admin-context.ts';
import { type MetricsReader, registerMetrics } from './admin/metrics.ts';
import { registerQueueBoard } from './admin/queue-board.ts';
import { registerAdmin } from './admin/register-admin.ts';
import type { AccountRoutes } from './accounts/account-routes.ts';
import { registerAccounts } from './accounts/register-accounts.ts';
import { createDraining, type Draining } from './connections/draining.ts';
import { discardUnreadBodies } from './connections/unread-bodies.ts';
import { createErrorHandler, type OutageOf } from './errors.ts';
import { createVideoFeed } from './event-stream/create-video-feed.ts';
import { registerEvents } from './event-stream/events.ts';
import { type ReadinessChecks, registerHealth } from './health.ts';
import { logRequests } from './log-requests.ts';
import { registerPlayback } from './playback/playback.ts';
import { registerRenewal } from './playback/renewal.ts';
import type { VideoAccess } from './playback/video-access.ts';
import { createVideoPresenter } from './playback/video-presenter.ts';
import { protect } from './protection.ts';
import { registerVideoReport } from './video-report.ts';
import { connectTraining, type TrainingParts } from './training/connect-training.ts';
import { type DirectUploadParts, registerDirectUploads } from './uploads/direct-uploads.ts';
import { registerLimits } from './uploads/limits.ts';
import { registerUploads, type UploadHandler } from './uploads/tus-uploads.ts';
import { registerVideos } from './videos.ts';
import { registerWebPages } from './web-pages.ts';

/** Everything the HTTP side stands on. */
export interface ServerParts {
  readonly work: WorkContext;
  readonly media: MediaServer;
  readonly originals: OriginalFiles;
  readonly playback: { readonly access: VideoAccess; readonly urls: PlaybackUrls; readonly guard: PlayGuard };
  readonly uploads: UploadHandler;
  /** Undefined: files come through this server only. */
  readonly directUploads: DirectUploadParts | undefined;
  readonly readiness: ReadinessChecks;
  readonly outageOf?: OutageOf;
  readonly identify: Identify;
  readonly training: TrainingParts;
  readonly admin: AdminContext;
  readonly metrics: MetricsReader;
  readonly accounts: AccountRoutes;
  /** Proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** The address that will be listened on. */
  readonly host: string;
  /** Where players load public videos from beside this server. */
  readonly mediaOrigin?: string | undefined;
  /** Built pages; undefined: none. */
  readonly webFolder?: string;
  readonly version: string;
}

/** Bodies of the API are small; uploads are streams of their own. */
const BODY_LIMIT_BYTES = 256 * 1024;

/** The whole HTTP side, not listening yet, and how to say that it is about to leave. */
export async function buildServer(parts: ServerParts): Promise<{ app: FastifyInstance; draining: Draining }> {
  const { work } = parts;
  const app = Fastify({
    genReqId: () => newId(),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 0, // a 10 GiB upload takes its time; headers still must come within a minute
    trustProxy: parts.trustedProxies ? [...parts.trustedProxies] : false,
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: false, // no viewer should meet that: see connections/draining.ts
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(createErrorHandler(work.logger, parts.outageOf));
  logRequests(app, work.logger);
  const draining = createDraining(app);
  discardUnreadBodies(app);
  await protect(app, parts.host, { media: parts.mediaOrigin, uploads: parts.directUploads?.address });
  await app.register(cookie);
  requireAccess(app, parts.identify);
  await app.register(compress, { encodings: ['gzip'], threshold: 1024 });

  const { access, urls, guard } = parts.playback;
  await registerPlayback(app, {
    serve: parts.media,
    guard,
    filled: {
      subscribe: (listener, onGap) => work.events.subscribe(listener, onGap),
      load: async (videoId) => await readFilledMap(work, videoId),
    },
  });
  await registerUploads(app, { handle: parts.uploads, findVideo: (id) => work.videos.find(id) });
  registerHealth(app, parts.readiness, draining);
  registerMetrics(app, parts.metrics);
  const { encodersAtOnce } = work.settings;
  const presenter = createVideoPresenter({
    ...{ revisions: work.revisions, reencodes: work.reencodes, encodersAtOnce },
    ...{ access, urls },
  });
  const feed = createVideoFeed({ work, access, presenter });
  app.addHook('onClose', async () => feed.close());
  await app.register(
    async (api) => {
      await api.register(swagger, {
        openapi: {
          openapi: '3.1.0',
          info: {
            title: 'Lectern',
            version: parts.version,
            description: 'Uploads are tus 1.0 at /api/v1/uploads, or parts sent straight to the bucket.',
          },
        },
        transform: jsonSchemaTransform,
        transformObject: jsonSchemaTransformObject,
      });
      registerVideos(api, { work, access, presenter, audit: parts.accounts.context.audit });
      await connectTraining(api, parts.training, {
        ...{ videos: work.videos, access, presenter, urls, logger: work.logger },
        originals: parts.originals,
      });
      registerRenewal(api, { videos: work.videos, access, urls });
      registerAccounts(api, parts.accounts);
      registerLimits(api, work, parts.directUploads !== undefined);
      registerDirectUploads(api, parts.directUploads, (id) => work.videos.find(id));
      registerEvents(api, feed, access, (listener) => work.events.subscribe(listener));
      api.get('/openapi.json', { schema: { hide: true }, config: { access: 'anyone' } }, () => api.swagger());
      registerVideoReport(api, work, parts.playback.access);
      registerAdmin(api, parts.admin);
    },
    { prefix: '/api/v1' },
  );
  if (parts.admin.queueBoard) await registerQueueBoard(app, parts.admin.queueBoard);
  await registerWebPages(app, parts.webFolder);
  return { app, draining };
}
