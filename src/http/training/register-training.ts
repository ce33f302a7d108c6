import type { FastifyInstance } from 'fastify';

import { registerCourses } from './courses.ts';
import { registerLessons } from './lessons.ts';
import { registerModules } from './modules.ts';
import type { TrainingRoutes } from './training-routes.ts';

/** Courses, lessons, enrolment and progress, under `/api/v1`. */
export async function registerTraining(api: FastifyInstance, routes: TrainingRoutes): Promise<void> {
  registerCourses(api, routes);
  registerModules(api, routes);
  registerLessons(api, routes);
}
