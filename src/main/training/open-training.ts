import type { AuditLog } from '../../accounts/audit-log.ts';
import type { PersonRecord, PersonStore } from '../../accounts/people/person-store.ts';
import { mayEditCourse } from '../../accounts/policies.ts';
import type { Principal } from '../../accounts/principal.ts';
import type { Database } from '../../adapters/database/database.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import type { Clock } from '../../ports/clock.ts';
import { emptyBin } from '../../training/bin/empty-bin.ts';
import { followVideos, noteMissed } from '../../training/lessons/follow-videos.ts';
import { createLessonUploads, type LessonUploads } from '../../training/lessons/lesson-uploads.ts';
import type { KnownPerson, PeopleDirectory } from '../../training/people-directory.ts';
import type { TrainingContext, TrainingSettings } from '../../training/training-context.ts';
import { joinVideos } from './join-videos.ts';
import { createTrainingStores } from './training-stores.ts';

const UPKEEP_EVERY_MS = 60_000;

/** What training asks of accounts. */
export interface TrainingAccounts {
  readonly people: Pick<PersonStore, 'findMany'>;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly invite: PeopleDirectory['invite'];
}

/** Training, put together. */
export interface OpenTraining {
  readonly context: TrainingContext;
  readonly uploads: LessonUploads;
  /** Whether somebody may edit all of these courses, and so may invite into them. */
  readonly mayEditAll: (principal: Principal, courseIds: readonly string[]) => Promise<boolean>;
  /** Begins to follow videos and to look after the bin. */
  start(): Promise<void>;
  close(): void;
}

/** Joins training to tables, files, videos and accounts. */
export function openTraining(options: {
  readonly db: Database;
  readonly work: WorkContext;
  readonly accounts: TrainingAccounts;
  readonly clock: Clock;
  readonly settings: TrainingSettings;
}): OpenTraining {
  const { db, work, accounts, clock, settings } = options;
  const context: TrainingContext = {
    ...createTrainingStores(db),
    objects: work.objects,
    videos: joinVideos(work),
    people: joinPeople(accounts),
    audit: accounts.audit,
    events: work.events,
    clock,
    logger: work.logger,
    settings,
  };
  const upkeep = async (isStart: boolean): Promise<void> => {
    try {
      await noteMissed(context, isStart);
      await emptyBin(context);
    } catch (error) {
      work.logger.error({ err: error }, 'upkeep of courses failed');
    }
  };
  const closers: Array<() => void> = [];
  return {
    context,
    uploads: createLessonUploads(context),
    async mayEditAll(principal, courseIds) {
      for (const id of new Set(courseIds)) {
        const course = await context.courses.find(id);
        if (!course || course.isDeleted || !mayEditCourse(principal, course)) return false;
      }
      return true;
    },
    async start() {
      closers.push(followVideos(context));
      await upkeep(true);
      closers.push(clock.every(UPKEEP_EVERY_MS, () => void upkeep(false)));
    },
    close() {
      for (const each of closers.splice(0)) each();
    },
  };
}

function joinPeople({ people, invite }: TrainingAccounts): PeopleDirectory {
  const known = ({ id, name, email, lastSeenAt, role, isActive }: PersonRecord): KnownPerson => {
    const mayTeach = isActive && role !== 'student';
    return { id, name, email, mayTeach, ...(lastSeenAt && { lastSeenAt }) };
  };
  return {
    async byIds(ids) {
      if (ids.length === 0) return new Map();
      return new Map((await people.findMany({ ids })).map((each) => [each.id, known(each)]));
    },
    async byEmails(emails) {
      if (emails.length === 0) return new Map();
      return new Map((await people.findMany({ emails })).map((each) => [each.email, known(each)]));
    },
    invite,
  };
}
