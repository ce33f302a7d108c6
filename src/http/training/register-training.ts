import type { FastifyInstance } from 'fastify';

import { registerCourses } from './courses.ts';
import { registerLessonFiles } from './lesson-files.ts';
import { registerLessons } from './lessons.ts';
import { registerModules } from './modules.ts';
import { registerEnrolment } from './people/enrolment.ts';
import { registerInstructors } from './people/instructors.ts';
import { registerPosters } from './posters.ts';
import { registerProgress } from './progress.ts';
import { registerSearch } from './search.ts';
import type { TrainingRoutes } from './training-routes.ts';

/** Courses, lessons, enrolment and progress, under `/api/v1`. */
export async function registerTraining(api: FastifyInstance, routes: TrainingRoutes): Promise<void> {
  registerCourses(api, routes);
  registerModules(api, routes);
  registerLessons(api, routes);
  await registerLessonFiles(api, routes);
  await registerPosters(api, routes);
  registerEnrolment(api, routes);
  registerInstructors(api, routes);
  registerProgress(api, routes);
  registerSearch(api, routes);
}
