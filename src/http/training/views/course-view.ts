import { z } from 'zod';

import { COURSE_SCOPES } from '../../../training/courses/course.ts';
import { ENROLMENTS } from '../../../training/enrolment/enrolment.ts';
import { lessonSummary } from './lesson-view.ts';

/** Somebody who teaches a course. */
const instructorView = z.object({ id: z.string(), name: z.string() });

/** A course as lists show it. */
export const courseSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    summary: z.string().describe('One or two sentences.'),
    posterUrl: z.string().optional().describe('Of the course, else of its first lesson with a video that is ready.'),
    hasOwnPoster: z.boolean().describe('Set by an editor; else the poster is the one of a lesson.'),
    isPublished: z.boolean(),
    enrolment: z.enum(ENROLMENTS).describe('Who may enrol: anybody, whoever has a link, whom an editor names.'),
    lessonCount: z.int().describe('Published ones; for editors, drafts too.'),
    durationSeconds: z.number().describe('Of the videos of these lessons.'),
    isEnrolled: z.boolean(),
    mayEdit: z.boolean(),
    instructors: z.array(instructorView),
    progress: z
      .object({ completedLessons: z.int(), lessons: z.int(), percent: z.int() })
      .optional()
      .describe('Of whoever is enrolled, over the published lessons.'),
    continueLessonId: z.string().optional().describe('Where they were last, or the first lesson not completed.'),
    studentCount: z.int().optional().describe('Of those enrolled; for editors.'),
    videoCounts: z
      .record(z.string(), z.int())
      .optional()
      .describe('For editors: lessons by the state of their video, the one to come where there is one.'),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'CourseSummary' });

/** A course with all its lessons. */
export const courseView = courseSummary
  .extend({
    description: z.string().describe('Markdown.'),
    modules: z.array(z.object({ id: z.string(), title: z.string(), lessons: z.array(lessonSummary) })),
    version: z.int().describe('Of its words, of what modules and lessons there are, and of their order.'),
  })
  .meta({ id: 'Course' });

/** One page of a list of courses. */
export const coursePage = z
  .object({ courses: z.array(courseSummary), nextCursor: z.string().optional() })
  .meta({ id: 'CoursePage' });

/** Query of such a list. */
export const courseListQuery = z.object({
  scope: z.enum(COURSE_SCOPES).default('all').describe('Taken, edited, to be had, all that may be seen.'),
  search: z.string().max(200).default('').describe('Beginnings of words of title and summary.'),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
});

/** Something to call a course, module or lesson. */
export const titleText = z.string().trim().min(1).max(300);

/** A new course. */
export const newCourse = z.object({ title: titleText }).meta({ id: 'NewCourse' });

/** What editors may change of a course. */
export const courseChange = z
  .object({
    title: titleText.optional(),
    summary: z.string().trim().max(1000).optional(),
    description: z.string().max(50_000).optional(),
    isPublished: z.boolean().optional(),
    enrolment: z.enum(ENROLMENTS).optional(),
    instructorIds: z.array(z.string().max(64)).max(50).optional(),
    version: z.int().optional().describe('Refuses the change when somebody else changed the course since.'),
  })
  .meta({ id: 'CourseChange' });

/** A new order. */
export const courseOrder = z
  .object({
    version: z.int(),
    modules: z.array(z.object({ id: z.string().max(64), lessonIds: z.array(z.string().max(64)).max(5000) })).max(1000),
  })
  .meta({ id: 'CourseOrder' });

/** A module by itself. */
export const moduleView = z.object({ id: z.string(), courseId: z.string(), title: z.string() }).meta({ id: 'Module' });

/** Types of the above. */
export type CourseSummary = z.infer<typeof courseSummary>;
export type CourseView = z.infer<typeof courseView>;
