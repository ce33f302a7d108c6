import { queryOptions } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { request } from './api-client.ts';

/** What somebody may do here at all. */
export type Role = 'admin' | 'instructor' | 'student';

/** Who is signed in. */
export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** Whether somebody is signed in, and whether the server can send mail to who forgot a password. */
export interface Session {
  readonly person: SignedIn | null;
  readonly canResetByMail: boolean;
}

/** One place where somebody is signed in. */
export interface OpenSession {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly userAgent?: string | null;
  readonly ipAddress?: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string;
}

/** Whom an invitation is for. */
export interface InvitationGlance {
  readonly email: string;
  readonly name?: string | null;
  readonly role: Role;
}

const token = (value: string): string => encodeURIComponent(value);

/** Signing in and out, and one's own account. Throw ApiError. */
export const sessionApi = {
  signIn: (email: string, password: string) => request<Session>('POST', '/session', { body: { email, password } }),
  signOut: () => request<undefined>('DELETE', '/session'),
  rename: (name: string) => request<unknown>('PATCH', '/me', { body: { name } }),
  changePassword: (currentPassword: string, newPassword: string) =>
    request<undefined>('POST', '/me/password', { body: { currentPassword, newPassword } }),
  endSession: (id: string) => request<undefined>('DELETE', `/me/sessions/${encodeURIComponent(id)}`),
  endOtherSessions: () => request<undefined>('DELETE', '/me/sessions'),
  askForReset: (email: string) => request<unknown>('POST', '/password-resets', { body: { email } }),
  resetPassword: (link: string, password: string) =>
    request<undefined>('POST', `/password-resets/${token(link)}`, { body: { password } }),
  acceptInvitation: (link: string, name: string, password: string) =>
    request<Session>('POST', `/invitations/by-token/${token(link)}/accept`, { body: { name, password } }),
};

/** Who uses the pages now. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<Session>('GET', '/session', { signal }),
  staleTime: 5 * 60_000,
});

/** Where one is signed in. */
export const openSessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async ({ signal }) =>
    (await request<{ sessions: readonly OpenSession[] }>('GET', '/me/sessions', { signal })).sessions,
});

/** Whose password a link may set. */
export function passwordResetQuery(link: string) {
  return queryOptions({
    queryKey: ['password-reset', link],
    queryFn: ({ signal }) => request<{ email: string }>('GET', `/password-resets/${token(link)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Whom a link invites. */
export function invitationQuery(link: string) {
  return queryOptions({
    queryKey: ['invitation', link],
    queryFn: ({ signal }) => request<InvitationGlance>('GET', `/invitations/by-token/${token(link)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Somebody has signed in: what was shown to whoever was there before is forgotten. */
export function putSession(client: QueryClient, session: Session): void {
  client.setQueryData(sessionQuery.queryKey, session);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

/** Nobody is signed in any more. */
export function forgetPerson(client: QueryClient): void {
  client.setQueryData(sessionQuery.queryKey, (session) => ({
    canResetByMail: session?.canResetByMail ?? false,
    person: null,
  }));
}
