import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Invitation } from '../../accounts/invitations/invitation-store.ts';
import {
  acceptInvitation,
  invitationUrl,
  invite,
  readInvitation,
  revokeInvitation,
} from '../../accounts/invitations/invitations.ts';
import { mayAdminister, mayInvite } from '../../accounts/policies.ts';
import type { Principal } from '../../accounts/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import { errorBody } from '../video-view.ts';
import { type AccountRoutes, originOf, withZod } from './account-routes.ts';
import { email, idParams, noBody, password, personName, role, sessionView, tokenParams } from './account-view.ts';
import { answerSignedIn } from './session.ts';

const tags = ['invitations'];
const config = { access: 'instructor' as const };
const linkConfig = { access: 'anyone' as const };

const invitationView = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().optional(),
    role,
    courseIds: z.array(z.string()).describe('Courses they are enrolled in when they accept.'),
    url: z.string().optional().describe('The link to hand on; absent once it was accepted or is over.'),
    isMailed: z.boolean().optional().describe('Whether the link was mailed; only in the answer to making it.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    acceptedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Invitation' });

const invitationBody = z.object({
  email,
  name: z.string().trim().max(200).optional(),
  role,
  courseIds: z
    .array(z.string().max(64))
    .max(100)
    .optional()
    .describe('Courses of your own, in which they are enrolled when they accept.'),
});

/** `/api/v1/invitations`: instructors invite students, administrators everybody; links lead to `by-token`. */
export function registerInvitations(parent: FastifyInstance, routes: AccountRoutes): void {
  const app = withZod(parent);
  const { context } = routes;
  const show = (request: FastifyRequest, invitation: Invitation) => {
    const { createdAt, expiresAt, acceptedAt, name } = invitation;
    const isWaiting = acceptedAt === undefined && expiresAt.getTime() > context.clock.nowMs();
    return {
      ...{ id: invitation.id, email: invitation.email, role: invitation.role, courseIds: [...invitation.courseIds] },
      ...(name !== undefined && { name }),
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      ...(acceptedAt && { acceptedAt: acceptedAt.toISOString() }),
      ...(isWaiting && { url: invitationUrl(context, invitation.id, originOf(routes, request).publicUrl) }),
    };
  };

  app.get(
    '/invitations',
    {
      config,
      schema: {
        tags,
        summary: 'List invitations, newest first',
        description: 'Administrators see all, instructors those they sent.',
        response: { 200: z.object({ invitations: z.array(invitationView) }) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const sender = mayAdminister(request.principal) ? undefined : actorOf(request.principal).id;
      const invitations = await context.invitations.list(sender);
      return { invitations: invitations.map((each) => show(request, each)) };
    },
  );
  app.post(
    '/invitations',
    {
      config,
      schema: {
        tags,
        summary: 'Invite somebody',
        description: 'By mail where that is set up, always with a link to hand on. Who waits already gets a new link.',
        body: invitationBody,
        response: { 201: invitationView, 403: errorBody, 404: errorBody, 409: errorBody },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request.principal);
      if (!mayInvite(actor, request.body.role)) {
        throw new AppError('NOT_ALLOWED', { message: 'Instructors invite students only.' });
      }
      if (!(await routes.mayEditCourses(actor, request.body.courseIds ?? []))) {
        throw new AppError('COURSE_NOT_FOUND', { message: 'body.courseIds: not all of these are courses of yours.' });
      }
      const made = await invite(context, request.body, actor, originOf(routes, request));
      reply.header('cache-control', 'no-store');
      return await reply.code(201).send({ ...show(request, made), isMailed: made.isMailed });
    },
  );
  app.delete(
    '/invitations/:id',
    {
      config,
      schema: { tags, summary: 'End an invitation', params: idParams, response: { 204: noBody, 404: errorBody } },
    },
    async (request, reply) => {
      const { principal } = request;
      const invitation = await context.invitations.find(request.params.id);
      if (!invitation || !(mayAdminister(principal) || actorOf(principal).id === invitation.invitedById)) {
        throw new AppError('NOT_FOUND', { message: 'There is no such invitation.' });
      }
      await revokeInvitation(context, invitation, principal, originOf(routes, request));
      return await reply.code(204).send(null);
    },
  );
  app.get(
    '/invitations/by-token/:token',
    {
      config: linkConfig,
      schema: {
        tags,
        summary: 'Show what a link invites to',
        params: tokenParams,
        response: { 200: z.object({ email: z.string(), name: z.string(), role }), 404: errorBody },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const invitation = await readInvitation(context, request.params.token);
      return { email: invitation.email, name: invitation.name ?? '', role: invitation.role };
    },
  );
  app.post(
    '/invitations/by-token/:token/accept',
    {
      config: linkConfig,
      schema: {
        tags,
        summary: 'Accept an invitation',
        description: 'Makes the account and signs it in. Works once.',
        params: tokenParams,
        body: z.object({ name: personName, password }),
        response: { 200: sessionView, 400: errorBody, 404: errorBody },
      },
    },
    async (request, reply) => {
      const signedIn = await acceptInvitation(context, request.params.token, request.body, originOf(routes, request));
      return await answerSignedIn(routes, request, reply, signedIn);
    },
  );
}

function actorOf(principal: Principal): Exclude<Principal, { kind: 'anonymous' }> {
  if (principal.kind !== 'anonymous') return principal;
  throw new AppError('SIGN_IN_REQUIRED', { message: 'Nobody is signed in.' });
}
