import { bigint, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

import type { ErrorCode } from '../../../kernel/error-codes.ts';
import { videos } from './videos.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** At most one encode beside what plays for each video; the row of one that was given up keeps its reason. */
export const reencodes = pgTable('reencodes', {
  videoId: text()
    .primaryKey()
    .references(() => videos.id, { onDelete: 'cascade' }),
  revisionId: text().notNull(),
  /** Another file than the video's, which it takes the place of in the end; null in all four: the same file again. */
  sourceId: text(),
  fileName: text(),
  sizeBytes: bigint({ mode: 'number' }),
  uploaderId: text(),
  requestedAt: moment().notNull().defaultNow(),
  failureCode: text().$type<ErrorCode>(),
  failureMessage: text(),
});

/** Revisions whose files go after a while. No foreign key to `revisions`: one that has no plan yet may be retired too. */
export const retiredRevisions = pgTable(
  'retired_revisions',
  {
    revisionId: text().primaryKey(),
    videoId: text()
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    retiredAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.retiredAt)],
);
