import type { Database } from '../../adapters/database/database.ts';
import { createBinStore } from '../../adapters/database/stores/training/bin-store.ts';
import { createCourseStore } from '../../adapters/database/stores/training/course-store.ts';
import { createEnrolmentStore } from '../../adapters/database/stores/training/enrolment-store.ts';
import { createLessonFileStore } from '../../adapters/database/stores/training/lesson-file-store.ts';
import { createLessonStore } from '../../adapters/database/stores/training/lesson-store.ts';
import { createOutlineStore } from '../../adapters/database/stores/training/outline-store.ts';
import { createProgressStore } from '../../adapters/database/stores/training/progress-store.ts';
import { createSearchStore } from '../../adapters/database/stores/training/search-store.ts';
import { searchTextOf } from '../../training/courses/search-words.ts';
import type { TrainingContext } from '../../training/training-context.ts';

/** What training keeps in tables. */
type TrainingStores = Pick<
  TrainingContext,
  'courses' | 'outline' | 'lessons' | 'lessonFiles' | 'enrolments' | 'progress' | 'search' | 'bin'
>;

/** All stores of training over one database. */
export function createTrainingStores(db: Database): TrainingStores {
  return {
    courses: createCourseStore(db, searchTextOf),
    outline: createOutlineStore(db),
    lessons: createLessonStore(db, searchTextOf),
    lessonFiles: createLessonFileStore(db),
    enrolments: createEnrolmentStore(db),
    progress: createProgressStore(db),
    search: createSearchStore(db),
    bin: createBinStore(db),
  };
}
