import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Credentials, Identify } from '../accounts/identify.ts';
import { type Access, mayReach } from '../accounts/policies.ts';
import type { Principal } from '../accounts/principal.ts';
import { AppError } from '../kernel/app-error.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call this route at all; it must be declared. */
    access?: Access;
  }
  interface FastifyRequest {
    /** Who asks. */
    principal: Principal;
  }
}

/** Where a scope's own access is kept; nested scopes inherit it as they inherit everything. */
const SCOPE_ACCESS = Symbol('access of all routes of a scope');

/** Name of the cookie that holds the session's token. */
export const SESSION_COOKIE = 'lectern_session';
const SESSION_COOKIE_PATTERN = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([\\w-]+)`);

/** A route as it was registered. */
export interface DeclaredRoute {
  readonly method: string;
  /** With the names of its parameters, such as `/api/v1/videos/:id`. */
  readonly url: string;
}

const DECLARED = new WeakMap<FastifyInstance, DeclaredRoute[]>();

/** Every route of an application that `requireAccess` guards. */
export function declaredRoutes(app: FastifyInstance): readonly DeclaredRoute[] {
  return DECLARED.get(app) ?? [];
}

/** Declares the access of every route that is registered in this scope from now on: for plugins that bring routes. */
export function declareAccess(scope: FastifyInstance, access: Access): void {
  Object.assign(scope, { [SCOPE_ACCESS]: access });
}

/**
 * Tells who asks before anything else is done with a request, and refuses it where the route's `config.access` says so:
 * 401 SIGN_IN_REQUIRED of the anonymous, 403 NOT_ALLOWED of others.
 *
 * A route that declares no access throws when it is registered, so that none is forgotten.
 */
export function requireAccess(app: FastifyInstance, identify: Identify): void {
  // Set by the hook below before anybody can read it; Fastify refuses objects here, since requests would share them.
  app.decorateRequest('principal', null as never);
  const declared: DeclaredRoute[] = [];
  DECLARED.set(app, declared);
  app.addHook('onRoute', function (this: FastifyInstance & { [SCOPE_ACCESS]?: Access }, route) {
    const access = route.config?.access ?? this[SCOPE_ACCESS];
    if (access === undefined) throw new Error(`bug: ${String(route.method)} ${route.url} declares no access`);
    route.config = { ...route.config, access };
    for (const method of [route.method].flat()) declared.push({ method, url: route.url });
  });
  app.addHook('onRequest', async (request, reply) => {
    const credentials = credentialsOf(request);
    request.principal = await identify(credentials);
    // What has no route is not found, whoever asks.
    const access = request.is404 ? 'anyone' : (request.routeOptions.config.access ?? 'admin');
    if (mayReach(request.principal, access)) return;
    if (request.principal.kind !== 'anonymous') {
      throw new AppError('NOT_ALLOWED', { message: `This is not for the role ${request.principal.role}.` });
    }
    reply.header('www-authenticate', 'Bearer');
    throw signInRequired(credentials);
  });
}

function signInRequired({ bearer, sessionToken }: Credentials): AppError {
  if (bearer !== undefined) {
    return new AppError('SIGN_IN_REQUIRED', { message: 'The API key is not known, or was withdrawn.' });
  }
  const message = sessionToken === undefined ? 'Nobody is signed in.' : 'The session has ended.';
  return new AppError('SIGN_IN_REQUIRED', { message });
}

function credentialsOf(request: FastifyRequest): Credentials {
  const bearer = bearerOf(request);
  const sessionToken = sessionTokenOf(request);
  return { ...(bearer !== undefined && { bearer }), ...(sessionToken !== undefined && { sessionToken }) };
}

/** The key that a program sent; browsers send none by themselves. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** What the session's cookie holds, whether it still counts or not. */
export function sessionTokenOf({ headers }: FastifyRequest): string | undefined {
  return SESSION_COOKIE_PATTERN.exec(headers.cookie ?? '')?.[1];
}
