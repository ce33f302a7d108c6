import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterAll } from 'vitest';

import { systemClock } from '../../../src/adapters/clock/system-clock.ts';
import type { Person, Principal, Role } from '../../../src/accounts/principal.ts';
import { readFilledMap } from '../../../src/delivery/filled-map.ts';
import { createMediaServer } from '../../../src/delivery/serve-media.ts';
import { requireAccess, SESSION_COOKIE } from '../../../src/http/access.ts';
import { createErrorHandler } from '../../../src/http/errors.ts';
import { createVideoFeed } from '../../../src/http/event-stream/create-video-feed.ts';
import { registerEvents } from '../../../src/http/event-stream/events.ts';
import { registerPlayback } from '../../../src/http/playback/playback.ts';
import { registerRenewal } from '../../../src/http/playback/renewal.ts';
import { createVideoPresenter } from '../../../src/http/playback/video-presenter.ts';
import { protect } from '../../../src/http/protection.ts';
import { registerUploads } from '../../../src/http/uploads/tus-uploads.ts';
import { registerVideos } from '../../../src/http/videos.ts';
import { createLogger } from '../../../src/kernel/logger.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { openOriginals } from '../../../src/main/serve/open-originals.ts';
import { openPlayback } from '../../../src/main/serve/open-playback.ts';

/** Who signs in by what: people with the cookie `cookie-<id>`, keys as `Bearer <id>`. */
export interface Standing {
  /** Moved by tests. */
  nowMs: number;
  /** Questions to courses so far. */
  questions: number;
  readonly sessions: Map<string, Person>;
  readonly keys: Map<string, Principal>;
  /** Lines of the log. */
  readonly log: string[];
  /** What the audit log was told. */
  readonly audited: string[];
}

/** The routes of playback over the real tables, files and courses of a server, with people that a test makes up. */
export async function openPlaybackRoutes(
  server: AssembledServer,
): Promise<Standing & { readonly app: FastifyInstance }> {
  const work = server.work.context;
  const { courses } = server.training.context;
  const log: string[] = [];
  const logger = createLogger('trace', { write: (line) => void log.push(line) });
  const standing: Standing = {
    nowMs: Date.now(),
    questions: 0,
    sessions: new Map(),
    keys: new Map(),
    log,
    audited: [],
  };
  const { access, urls, guard } = openPlayback({
    secret: 'a secret of these tests, long enough',
    clock: { nowMs: () => standing.nowMs },
    sources: {
      videos: work.videos,
      async principalOf({ kind, id }) {
        if (kind === 'key') return standing.keys.get(id);
        return [...standing.sessions.values()].find(({ sessionId }) => sessionId === id);
      },
      async placesOf(ids, personId) {
        standing.questions++;
        return await courses.placesOf(ids, personId);
      },
      videosTaughtBy: async (personId) => await courses.videosTaughtBy(personId),
    },
  });
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(createErrorHandler(logger));
  await protect(app, '0.0.0.0');
  requireAccess(app, async ({ bearer, sessionToken }) => {
    const principal = bearer === undefined ? standing.sessions.get(sessionToken ?? '') : standing.keys.get(bearer);
    return principal ?? { kind: 'anonymous' };
  });
  const held = { hold: () => Promise.reject(new Error('nothing is held here')) };
  await registerPlayback(app, {
    serve: createMediaServer({
      ...{ ...work, clock: systemClock, held, originals: openOriginals(work.objects) },
      segmentMemoryBytes: 1024 ** 2,
    }),
    guard,
    filled: {
      subscribe: (listener, onGap) => work.events.subscribe(listener, onGap),
      load: async (videoId) => await readFilledMap(work, videoId),
    },
  });
  await registerUploads(app, {
    handle: async () => new Response(null, { status: 204 }),
    findVideo: (id) => work.videos.find(id),
  });
  const presenter = createVideoPresenter({ ...work, encodersAtOnce: 1, access, urls });
  const feed = createVideoFeed({ work, access, presenter });
  await app.register(
    async (api) => {
      const audit = { record: async ({ action }: { action: string }) => void standing.audited.push(action) };
      registerVideos(api, { work, access, presenter, audit });
      registerRenewal(api, { videos: work.videos, access, urls });
      registerEvents(api, feed, access, () => () => undefined);
    },
    { prefix: '/api/v1' },
  );
  afterAll(async () => {
    feed.close();
    await app.close();
  });
  return Object.assign(standing, { app });
}

/** Signs somebody in: what a browser of theirs sends from then on. */
export function signIn({ sessions }: Standing, id: string, role: Role): { cookie: string } {
  const token = `cookie-${id}`;
  const email = `${id}@school.example`;
  sessions.set(token, { kind: 'person', id, name: id, email, role, sessionId: `session-${id}` });
  return { cookie: `${SESSION_COOKIE}=${token}` };
}
