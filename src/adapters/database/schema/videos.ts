import {
  type AnyPgColumn,
  bigint,
  boolean,
  doublePrecision,
  index,
  pgTable,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

import type { ErrorCode } from '../../../kernel/error-codes.ts';
import type { VideoState, Visibility } from '../../../videos/video.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** One row per video; it exists from the first request of its upload. */
export const videos = pgTable(
  'videos',
  {
    id: text().primaryKey(),
    title: text().notNull(),
    fileName: text().notNull(),
    /** Person or key; no foreign key: a video outlives whoever uploaded it. */
    ownerId: text(),
    visibility: text().$type<Visibility>().notNull().default('private'),
    state: text().$type<VideoState>().notNull(),
    sizeBytes: bigint({ mode: 'number' }),
    /** The upload that brought the source, where the file was replaced; null: the video's own. */
    sourceId: text(),
    /** An upload whose file is to take the place of that video's; once that one is gone it makes a video of its own. */
    replacesId: text().references((): AnyPgColumn => videos.id, { onDelete: 'set null' }),
    /** The bucket's name of the upload in parts, where its uploader sends them there. */
    directUploadId: text(),
    /** No foreign key: the revision points here, and a circle would only make deleting harder. */
    revisionId: text(),
    /** Set while objects of it may lie where everybody may read them; every attempt to copy has another one. */
    publicCopyId: text(),
    /** The revision whose copy there is whole. */
    publicRevisionId: text(),
    durationSeconds: doublePrecision(),
    isPlayable: boolean().notNull().default(false),
    failureCode: text().$type<ErrorCode>(),
    failureMessage: text(),
    failureDetail: text(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    uploadedAt: moment(),
    readyAt: moment(),
  },
  (table) => [
    index().on(table.createdAt.desc(), table.id.desc()),
    index().on(table.state),
    index().on(table.ownerId),
    index().on(table.sourceId),
    index().on(table.replacesId),
  ],
);

/** Files that were replaced: a while later they go. */
export const retiredSources = pgTable(
  'retired_sources',
  {
    sourceId: text().primaryKey(),
    videoId: text()
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    retiredAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.retiredAt), index().on(table.videoId)],
);

/** Videos whose row is gone but whose files may still be there: a restart goes on deleting. */
export const deletions = pgTable('deletions', {
  videoId: text().primaryKey(),
  deletedAt: moment().notNull().defaultNow(),
});
