import { z } from 'zod';

/** A link by which whoever has it may enrol. */
export const linkView = z
  .object({
    id: z.string(),
    url: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'EnrolmentLink' });

/** Somebody who teaches a course, for those who teach it too. */
const teacherView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  mayTeach: z.boolean().describe('False: deactivated, or a student by now.'),
});

/** Who teaches a course. */
export const courseInstructors = z.object({ instructors: z.array(teacherView) }).meta({ id: 'CourseInstructors' });

/** Somebody who is to teach it too. */
export const newInstructor = z
  .object({ email: z.string().trim().pipe(z.email()).pipe(z.string().max(254)) })
  .meta({ id: 'NewInstructor' });

/** Who takes a course. */
export const coursePeople = z
  .object({
    people: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        email: z.string(),
        enrolledAt: z.iso.datetime(),
        progress: z.object({ completedLessons: z.int(), lessons: z.int(), percent: z.int() }),
        lastActiveAt: z.iso.datetime().optional().describe('When they last watched something of this course.'),
        lastSeenAt: z.iso.datetime().optional(),
      }),
    ),
    instructors: z.array(teacherView),
    links: z.array(linkView),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'CoursePeople' });

/** People to enrol. */
export const newPeople = z
  .object({
    emails: z
      .array(z.string().trim().pipe(z.email()).pipe(z.string().max(254)))
      .min(1)
      .max(500),
  })
  .meta({ id: 'NewCoursePeople' });

/** What became of them. */
export const enrolResult = z
  .object({
    enrolled: z.array(z.object({ id: z.string(), name: z.string(), email: z.string() })),
    invited: z.array(z.object({ email: z.string(), url: z.string() })),
  })
  .meta({ id: 'EnrolResult' });

/** A new link. */
export const newLink = z.object({ expiresAt: z.iso.datetime().optional() }).meta({ id: 'NewEnrolmentLink' });

/** Who watched how much of a lesson. */
export const lessonWatchers = z
  .object({
    watchers: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        email: z.string(),
        positionSeconds: z.number(),
        coveragePercent: z.number(),
        isCompleted: z.boolean(),
        played: z.array(z.tuple([z.number(), z.number()])).describe('Seconds from and to, apart from each other.'),
        lastWatchedAt: z.iso.datetime().optional(),
      }),
    ),
  })
  .meta({ id: 'LessonWatchers' });

/** How the lessons of a course are watched. */
export const courseWatchers = z
  .object({
    lessons: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        begun: z.int(),
        completed: z.int(),
        meanCoveragePercent: z.number().describe('Over those who began.'),
      }),
    ),
  })
  .meta({ id: 'CourseWatchers' });

/** What a search found. */
export const searchResult = z
  .object({
    courses: z.array(z.object({ id: z.string(), title: z.string(), summary: z.string() })),
    lessons: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        courseId: z.string(),
        courseTitle: z.string(),
        excerpt: z.string(),
      }),
    ),
  })
  .meta({ id: 'SearchResult' });

/** What is in the bin. */
export const binView = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(['course', 'module', 'lesson']),
        id: z.string(),
        title: z.string(),
        courseTitle: z.string().optional(),
        deletedAt: z.iso.datetime(),
        purgeAt: z.iso.datetime().describe('When it goes for good.'),
      }),
    ),
  })
  .meta({ id: 'Bin' });
