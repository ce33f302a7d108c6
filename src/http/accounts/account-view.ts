import { z } from 'zod';

import { ROLES } from '../../accounts/principal.ts';

/** `admin`, `instructor` or `student`. */
export const role = z.enum(ROLES);

/** A name, as people write it. */
export const personName = z.string().trim().min(1).max(200);

/** An e-mail; letters are compared in lower case. */
export const email = z.string().trim().max(254).pipe(z.email());

/** Whether it is good enough is decided by `accounts/sign-in/password-rules`. */
export const password = z.string().min(1).max(1000);

/** An answer without content. */
export const noBody = z.null().describe('Done.');

/** Parameter of routes that name one thing. */
export const idParams = z.object({ id: z.string().max(64) });

/** Parameter of routes that a link leads to. */
export const tokenParams = z.object({ token: z.string().max(200) });

/** Query of lists. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});

/** The one who is signed in. */
export const ownView = z
  .object({ id: z.string(), name: z.string(), email: z.string(), role })
  .meta({ id: 'SignedInPerson' });

/** Who is signed in here. */
export const sessionView = z
  .object({
    person: ownView.nullable().describe('null: nobody, or a program with a key.'),
    canResetByMail: z.boolean().describe('Whether a forgotten password can be replaced by mail.'),
  })
  .meta({ id: 'Session' });

/** A person as administrators see them. */
export const personView = z
  .object({
    ...ownView.shape,
    isActive: z.boolean().describe('false: may not sign in.'),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Person' });
