import compress from '@fastify/compress';
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
import type { MediaServer } from '../delivery/serve-media.ts';
import { newId } from '../kernel/ids.ts';
import type { WorkContext } from '../pipeline/work/work-context.ts';
import { requireAccess } from './access.ts';
import { createErrorHandler, type OutageOf } from './errors.ts';
import { registerEvents } from './event-stream/events.ts';
import { type ReadinessChecks, registerHealth } from './health.ts';
import { registerPlayback } from './playback.ts';
import { registerLimits } from './limits.ts';
import { protect } from './protection.ts';
import { registerVideoReport } from './video-report.ts';
import { registerUploads, type UploadHandler } from './uploads.ts';
import { registerVideos } from './videos.ts';
import { presentVideos } from './present-video.ts';
import { VideoFeed } from './event-stream/video-feed.ts';
import { registerWebPages } from './web-pages.ts';

/** Everything the HTTP side stands on. */
export interface ServerParts {
  readonly work: WorkContext;
  readonly media: MediaServer;
  readonly uploads: UploadHandler;
  readonly readiness: ReadinessChecks;
  readonly outageOf?: OutageOf;
  readonly identify: Identify;
  /** The address that will be listened on. */
  readonly host: string;
  /** Built pages; undefined: none. */
  readonly webFolder?: string;
  readonly version: string;
}

/** How many videos a stream of all of them begins with. */
const SNAPSHOT_LIMIT = 100;
/** Bodies of the API are small; uploads are streams of their own. */
const BODY_LIMIT_BYTES = 256 * 1024;

/** The whole HTTP side, not listening yet. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { work } = parts;
  const app = Fastify({
    genReqId: () => newId(),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 0, // a 10 GiB upload takes its time; headers still must come within a minute
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(createErrorHandler(work.logger, parts.outageOf));
  await protect(app, parts.host);
  requireAccess(app, parts.identify);
  await app.register(compress, { encodings: ['gzip'], threshold: 1024 });

  await registerPlayback(app, parts.media, {
    subscribe: (listener, onGap) => work.events.subscribe(listener, onGap),
    load: async (videoId) => await readFilledMap(work, videoId),
  });
  await registerUploads(app, parts.uploads);
  registerHealth(app, parts.readiness);
  const feed = createFeed(work);
  app.addHook('onClose', async () => feed.close());
  await app.register(
    async (api) => {
      await api.register(swagger, {
        openapi: {
          openapi: '3.1.0',
          info: { title: 'Lectern', version: parts.version, description: 'Uploads are tus 1.0 at /api/v1/uploads.' },
        },
        transform: jsonSchemaTransform,
        transformObject: jsonSchemaTransformObject,
      });
      registerVideos(api, work);
      registerLimits(api, work.settings);
      registerEvents(api, feed);
      api.get('/openapi.json', { schema: { hide: true }, config: { access: 'anyone' } }, () => api.swagger());
      registerVideoReport(api, work);
    },
    { prefix: '/api/v1' },
  );
  await registerWebPages(app, parts.webFolder);
  return app;
}

function createFeed(work: WorkContext): VideoFeed {
  return new VideoFeed({
    subscribe: (listener, onGap) => work.events.subscribe(listener, onGap),
    logger: work.logger,
    async load({ ids }) {
      const limit = ids ? ids.length : SNAPSHOT_LIMIT;
      const { videos } = ids?.length === 0 ? { videos: [] } : await work.videos.list({ limit, ...(ids && { ids }) });
      return await presentVideos({ revisions: work.revisions, encodersAtOnce: work.settings.encodersAtOnce }, videos);
    },
  });
}
