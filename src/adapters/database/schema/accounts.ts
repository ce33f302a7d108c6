import { boolean, index, jsonb, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';

import type { AuditEntry } from '../../../accounts/audit-log.ts';
import type { Role } from '../../../accounts/principal.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** Everybody who has an account. The library that checks passwords calls this `user`. */
export const people = pgTable(
  'people',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** In lower case. */
    email: text().notNull().unique(),
    emailVerified: boolean().notNull().default(false),
    image: text(),
    role: text().$type<Role>().notNull().default('student'),
    isActive: boolean().notNull().default(true),
    lastSeenAt: moment(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.name, table.id)],
);

/** How somebody proves who they are: one row with `credential` and the hash of a password. The library wants the rest. */
export const credentials = pgTable(
  'credentials',
  {
    id: text().primaryKey(),
    personId: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    providerId: text().notNull(),
    accountId: text().notNull(),
    password: text(),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: moment(),
    refreshTokenExpiresAt: moment(),
    scope: text(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [uniqueIndex().on(table.personId, table.providerId)],
);

/** Who is signed in where. */
export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    personId: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    token: text().notNull().unique(),
    expiresAt: moment().notNull(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: moment().notNull().defaultNow(),
    /** When its person was here last. */
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.personId)],
);

/** Links by which somebody may choose a password, once. */
export const passwordLinks = pgTable(
  'password_links',
  {
    id: text().primaryKey(),
    personId: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    tokenHash: text().notNull().unique(),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.personId)],
);

/** Who was asked to make an account; the row stays when they have. */
export const invitations = pgTable(
  'invitations',
  {
    id: text().primaryKey(),
    email: text().notNull(),
    name: text(),
    role: text().$type<Role>().notNull(),
    courseIds: jsonb().$type<readonly string[]>().notNull(),
    /** Person or key: no foreign key, the invitation outlives them. */
    invitedById: text().notNull(),
    tokenHash: text().notNull().unique(),
    createdAt: moment().notNull().defaultNow(),
    expiresAt: moment().notNull(),
    acceptedAt: moment(),
  },
  (table) => [index().on(table.email)],
);

/** Keys for programs; the secret is nowhere. */
export const apiKeys = pgTable('api_keys', {
  id: text().primaryKey(),
  name: text().notNull(),
  role: text().$type<Role>().notNull(),
  prefix: text().notNull(),
  secretHash: text().notNull().unique(),
  createdAt: moment().notNull().defaultNow(),
  lastUsedAt: moment(),
});

/** What was done, by whom. No foreign keys: it outlives everything. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: text().primaryKey(),
    at: moment().notNull().defaultNow(),
    actorKind: text().$type<AuditEntry['actor']['kind']>().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    action: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: text().notNull(),
    subjectName: text(),
    detail: jsonb().$type<Readonly<Record<string, unknown>>>(),
    ipAddress: text(),
  },
  (table) => [
    index().on(table.at.desc(), table.id.desc()),
    index().on(table.actorId, table.at.desc()),
    index().on(table.subjectId, table.at.desc()),
  ],
);
