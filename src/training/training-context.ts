import type { AuditLog } from '../accounts/audit-log.ts';
import type { LecternEvent } from '../events/lectern-event.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { BinStore } from './bin/bin-store.ts';
import type { CourseStore } from './courses/course-store.ts';
import type { OutlineStore } from './courses/outline-store.ts';
import type { SearchStore } from './courses/search-store.ts';
import type { EnrolmentStore } from './enrolment/enrolment-store.ts';
import type { LessonFileStore } from './lessons/lesson-file-store.ts';
import type { LessonStore } from './lessons/lesson-store.ts';
import type { PeopleDirectory } from './people-directory.ts';
import type { ProgressStore } from './progress/progress-store.ts';
import type { VideoLibrary } from './video-library.ts';

/** What training is made of; `main` puts it together. Functions take the few of these that they need. */
export interface TrainingContext {
  readonly courses: CourseStore;
  readonly outline: OutlineStore;
  readonly lessons: LessonStore;
  readonly lessonFiles: LessonFileStore;
  readonly enrolments: EnrolmentStore;
  readonly progress: ProgressStore;
  readonly search: SearchStore;
  readonly bin: BinStore;
  readonly objects: ObjectStore;
  readonly videos: VideoLibrary;
  readonly people: PeopleDirectory;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly events: Pick<EventBus<LecternEvent>, 'publish'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: TrainingSettings;
}

/** What an operator chose. */
export interface TrainingSettings {
  /** A lesson is completed when this much of its video was really played. */
  readonly completionPercent: number;
}
