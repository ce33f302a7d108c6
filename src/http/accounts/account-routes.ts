import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

import type { AccountsContext, Origin } from '../../accounts/accounts-context.ts';
import type { PersonRecord } from '../../accounts/people/person-store.ts';
import type { Person, Principal } from '../../accounts/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import { SESSION_COOKIE } from '../access.ts';

/** What every route of accounts stands on. */
export interface AccountRoutes {
  readonly context: AccountsContext;
  /** LECTERN_URL: what links begin with; the address that was asked for when not set. */
  readonly publicUrl?: string | undefined;
  /** Whether somebody may edit all of these courses, and so may invite into them. */
  readonly mayEditCourses: (principal: Principal, courseIds: readonly string[]) => Promise<boolean>;
  /** How long a session lasts after it was used last. */
  readonly sessionLifeMs: number;
}

/** Gives routes the types of their schemas. */
export function withZod(app: FastifyInstance) {
  return app.withTypeProvider<ZodTypeProvider>();
}

/** Where a request came from. */
export function originOf({ publicUrl }: AccountRoutes, request: FastifyRequest): Origin {
  return {
    ipAddress: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    publicUrl: publicUrl ?? `${request.protocol}://${request.host}`,
  };
}

/** The person who asks. Throws AppError NOT_ALLOWED to a key: it has no account. */
export function requirePerson({ principal }: FastifyRequest): Person {
  if (principal.kind === 'person') return principal;
  throw new AppError('NOT_ALLOWED', { message: 'This is for people, not for keys.' });
}

/** Gives a browser its session, or the same again for longer. */
export function sendSession(
  { sessionLifeMs }: AccountRoutes,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): void {
  reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(request), maxAge: Math.floor(sessionLifeMs / 1000) });
}

/** Takes the session from a browser. */
export function clearSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, cookieOptions(request));
}

/** No script reads it, and other sites' forms do not send it. */
function cookieOptions({ protocol }: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: protocol === 'https' } as const;
}

/** What the one who signed in is shown. */
export function showOwn({ id, name, email, role }: Pick<PersonRecord, 'id' | 'name' | 'email' | 'role'>) {
  return { id, name, email, role };
}

/** What administrators are shown. */
export function showPerson(person: PersonRecord) {
  return {
    ...showOwn(person),
    isActive: person.isActive,
    createdAt: person.createdAt.toISOString(),
    ...(person.lastSeenAt && { lastSeenAt: person.lastSeenAt.toISOString() }),
  };
}
