import { createHmac } from 'node:crypto';

import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { AccountsContext, Origin } from '../accounts-context.ts';
import { hashOfToken } from '../link-token.ts';
import { invitationMail } from '../mails.ts';
import { normalEmail } from '../people/person-store.ts';
import { mayManagePeople } from '../policies.ts';
import type { Principal, Role } from '../principal.ts';
import { linkExpired } from '../sign-in/password-links.ts';
import { requireSuitablePassword } from '../sign-in/password-rules.ts';
import { signIn, type SignedIn } from '../sign-in/sign-in.ts';
import type { Invitation } from './invitation-store.ts';

const LIFE_MS = 14 * 24 * 3_600_000;

/** An invitation, and the link that whoever sent it may hand on. */
export interface InvitationWithUrl extends Invitation {
  readonly url: string;
  /** Whether a mail with the link was taken by the SMTP server. */
  readonly isMailed?: boolean;
}

/**
 * Invites somebody, by mail where that is set up. Who waits already gets a new link; its courses are kept.
 *
 * Whether the actor may do this was decided before. Throws AppError EMAIL_TAKEN or INVITATION_WAITS.
 */
export async function invite(
  context: AccountsContext,
  given: {
    readonly email: string;
    readonly name?: string | undefined;
    readonly role: Role;
    readonly courseIds?: readonly string[] | undefined;
  },
  actor: Exclude<Principal, { kind: 'anonymous' }>,
  origin: Origin,
): Promise<InvitationWithUrl> {
  const email = normalEmail(given.email);
  if (await context.people.findByEmail(email)) {
    throw new AppError('EMAIL_TAKEN', { message: `There is an account for ${email} already.` });
  }
  const now = new Date(context.clock.nowMs());
  const waiting = await context.invitations.findWaiting({ email }, now);
  // Whoever sends an invitation sees its link: nobody else's may become theirs, with the courses it opens.
  if (waiting && waiting.invitedById !== actor.id && !mayManagePeople(actor)) {
    throw new AppError('INVITATION_WAITS', { message: `Somebody else has invited ${email} already.` });
  }
  const id = newId();
  const createdAt = new Date(context.clock.nowMs());
  const name = given.name === undefined || given.name === '' ? {} : { name: given.name };
  const courseIds = given.courseIds ?? [];
  const expiresAt = new Date(createdAt.getTime() + LIFE_MS);
  const draft = { id, email, ...name, role: given.role, courseIds, invitedById: actor.id, createdAt, expiresAt };
  const invitation = await context.invitations.save(draft, hashOfToken(tokenOf(context, id)));
  const { ipAddress } = origin;
  const subject = { kind: 'invitation', id, name: email };
  await context.audit.record({ actor, action: 'invitation.create', subject, detail: { role: given.role }, ipAddress });
  const url = invitationUrl(context, id, origin.publicUrl);
  return { ...invitation, url, isMailed: await mail(context, invitation, url) };
}

/** The link of an invitation that waits. */
export function invitationUrl(context: Pick<AccountsContext, 'linkSecret'>, id: string, publicUrl: string): string {
  return `${publicUrl}/invitations/${tokenOf(context, id)}`;
}

/** What the one who opened a link is asked to accept. Throws AppError LINK_EXPIRED. */
export async function readInvitation(context: AccountsContext, token: string): Promise<Invitation> {
  const now = new Date(context.clock.nowMs());
  const invitation = await context.invitations.findWaiting({ tokenHash: hashOfToken(token) }, now);
  if (!invitation) throw linkExpired();
  return invitation;
}

/** Makes the account and signs it in. Throws AppError LINK_EXPIRED or PASSWORD_UNSUITABLE (the link stays). */
export async function acceptInvitation(
  context: AccountsContext,
  token: string,
  given: { readonly name: string; readonly password: string },
  origin: Origin,
): Promise<SignedIn> {
  const invitation = await readInvitation(context, token);
  const { email, role } = invitation;
  requireSuitablePassword(given.password, { email, name: given.name });
  const hash = await context.passwords.hash(given.password);
  // The e-mail is unique: of two who accept at once, the second one ends here.
  const person = await context.people.create({ id: newId(), name: given.name, email, role }).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'EMAIL_TAKEN' ? linkExpired() : error;
  });
  await context.people.setPasswordHash(person.id, hash);
  await context.invitations.accept(invitation.id, new Date(context.clock.nowMs()));
  const actor = { ...person, kind: 'person', sessionId: '' } as const;
  const subject = { kind: 'invitation', id: invitation.id, name: email };
  await context.audit.record({ actor, action: 'invitation.accept', subject, ipAddress: origin.ipAddress });
  for (const listener of context.onInvitationAccepted) await listener(person, invitation);
  return await signIn(context, { email, password: given.password }, origin);
}

/** Ends a link. */
export async function revokeInvitation(
  context: AccountsContext,
  invitation: Invitation,
  actor: Principal,
  origin: Origin,
): Promise<void> {
  await context.invitations.remove(invitation.id);
  const subject = { kind: 'invitation', id: invitation.id, name: invitation.email };
  await context.audit.record({ actor, action: 'invitation.revoke', subject, ipAddress: origin.ipAddress });
}

/** Made from the id, so that it can be shown again and is kept nowhere. */
function tokenOf({ linkSecret }: Pick<AccountsContext, 'linkSecret'>, id: string): string {
  return createHmac('sha256', linkSecret).update(`invitation ${id}`).digest('base64url');
}

/** Without a mail the link is still there, to be handed on. */
async function mail({ mailer, logger }: AccountsContext, invitation: Invitation, url: string): Promise<boolean> {
  if (mailer === undefined) return false;
  try {
    await mailer.send(invitationMail(invitation, url));
    return true;
  } catch (error) {
    logger.error({ err: error, invitationId: invitation.id }, 'could not mail an invitation');
    return false;
  }
}
