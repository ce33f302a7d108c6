import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterAll, expect } from 'vitest';

import type { Principal, Role } from '../../../src/accounts/principal.ts';
import { createFolderObjectStore } from '../../../src/adapters/object-store/folder-object-store.ts';
import { requireAccess } from '../../../src/http/access.ts';
import { createErrorHandler } from '../../../src/http/errors.ts';
import { registerTraining } from '../../../src/http/training/register-training.ts';
import type { LecternEvent } from '../../../src/events/lectern-event.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { createTrainingStores } from '../../../src/main/training/training-stores.ts';
import type { TrainingContext } from '../../../src/training/training-context.ts';
import type { VideoGlance } from '../../../src/training/video-library.ts';
import { openTestDatabase } from '../embedded-database.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Somebody who asks. */
export const person = (id: string, role: Role): Principal => ({
  kind: 'person',
  id,
  name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
  email: `${id}@school.example`,
  role,
  sessionId: `session-${id}`,
});

/** The routes of training over real tables and files; the clock stands still until it is moved, people are those named. */
export interface TrainingServer {
  readonly training: TrainingContext;
  /** Videos as lists show them. */
  readonly videos: Map<string, VideoGlance>;
  readonly removedVideos: string[];
  readonly events: LecternEvent[];
  readonly audited: string[];
  /** Milliseconds of the clock. */
  nowMs: number;
  ask(
    who: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    payload?: object | string | Buffer,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  /** Asks for what must succeed, and answers its JSON. */
  get<T>(who: string, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object): Promise<T>;
  /** Status and code of a refusal. */
  refusal(...question: Parameters<TrainingServer['ask']>): Promise<readonly [number, string]>;
}

/** Opens them for one test file. Whoever is asked for without being among the people is nobody. */
export async function openTrainingServer(people: readonly Principal[]): Promise<TrainingServer> {
  const { db } = await openTestDatabase();
  const folder = temporaryFolder((remove) => afterAll(remove));
  const known = people
    .filter((each) => each.kind === 'person')
    .map((each) => ({ ...each, mayTeach: each.role !== 'student' }));
  const server: TrainingServer = {
    videos: new Map(),
    removedVideos: [],
    events: [],
    audited: [],
    nowMs: Date.now(),
    training: {
      ...createTrainingStores(db),
      objects: createFolderObjectStore(folder),
      videos: {
        glances: async (ids) =>
          new Map(ids.flatMap((id) => (server.videos.has(id) ? [[id, server.videos.get(id)!]] : []))),
        remove: async (id) => void server.removedVideos.push(id),
        captions: async () => [],
        captionText: async () => undefined,
        poster: async () => undefined,
        frameAt: async () => Buffer.from('\u00FF\u00D8\u00FF frame', 'latin1'),
        follow: () => () => undefined,
      },
      people: {
        byIds: async (ids) => new Map(known.filter(({ id }) => ids.includes(id)).map((each) => [each.id, each])),
        byEmails: async (emails) =>
          new Map(known.filter(({ email }) => emails.includes(email)).map((each) => [each.email, each])),
        invite: async (_inviter, emails) => emails.map((email) => ({ email, url: `https://x.example/${email}` })),
      },
      audit: { record: async ({ action }) => void server.audited.push(action) },
      events: { publish: (event) => void server.events.push(event) },
      clock: { nowMs: () => server.nowMs, after: () => () => undefined, every: () => () => undefined },
      logger: silentLogger(),
      settings: { completionPercent: 90 },
    },
    async ask(who, method, path, payload, headers = {}) {
      const auth = { authorization: `Bearer ${who}`, ...headers };
      return await app.inject({ method, url: path, headers: auth, ...(payload !== undefined && { payload }) });
    },
    async get<T>(who: string, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object) {
      const answer = await server.ask(who, method, path, payload);
      expect([200, 201], `${who} ${method} ${path}: ${answer.body}`).toContain(answer.statusCode);
      return answer.json<T>();
    },
    async refusal(...question) {
      const answer = await server.ask(...question);
      expect(answer.statusCode, answer.body).toBeGreaterThanOrEqual(400);
      return [answer.statusCode, answer.json<{ error: { code: string } }>().error.code];
    },
  };
  const app = await build(server, people);
  afterAll(() => app.close());
  return server;
}

async function build(server: TrainingServer, people: readonly Principal[]): Promise<FastifyInstance> {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(createErrorHandler(silentLogger()));
  requireAccess(app, async ({ bearer }) => {
    return people.find((each) => 'id' in each && each.id === bearer) ?? { kind: 'anonymous' };
  });
  await registerTraining(app, {
    training: server.training,
    showVideos: async () => new Map(),
    originalUrl: async () => undefined,
    mayUseVideo: async (_request, videoId) => server.videos.has(videoId),
    publicUrl: () => 'https://learn.example',
  });
  return app;
}
