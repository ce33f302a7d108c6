import { describe, expect, it } from 'vitest';

import {
  type CourseStanding,
  mayAdminister,
  mayCreateCourse,
  mayDeleteVideo,
  mayEditCourse,
  mayEditVideo,
  mayEnrolThemself,
  mayInvite,
  mayManagePeople,
  mayPlayVideo,
  mayReach,
  maySeeCourse,
  mayTakeCourse,
  mayUploadVideo,
  type VideoStanding,
} from './policies.ts';
import { ANONYMOUS, type Principal, type Role } from './principal.ts';

const person = (id: string, role: Role): Principal => ({
  kind: 'person',
  id,
  name: id,
  email: `${id}@school.example`,
  role,
  sessionId: `session-${id}`,
});

/** One letter each, in the order of the tables below. */
const WHO: ReadonlyArray<readonly [letter: string, principal: Principal]> = [
  ['A', person('admin', 'admin')],
  ['K', { kind: 'key', id: 'environment', name: 'environment', role: 'admin' }],
  ['T', person('teacher', 'instructor')],
  ['k', { kind: 'key', id: 'uploader', name: 'uploader', role: 'instructor' }],
  ['t', person('colleague', 'instructor')],
  ['s', person('student', 'student')],
  ['-', ANONYMOUS],
];

/** The letters of those who may. */
function those(may: (principal: Principal) => boolean): string {
  return WHO.filter(([, principal]) => may(principal))
    .map(([letter]) => letter)
    .join('');
}

const course: CourseStanding = {
  instructorIds: ['teacher'],
  isPublished: true,
  isDeleted: false,
  isEnrolled: false,
  enrolment: 'list',
};
const enrolled = { ...course, isEnrolled: true };
const open: CourseStanding = { ...course, enrolment: 'open' };
const linked: CourseStanding = { ...course, enrolment: 'link' };
const draft = { isPublished: false };
const binned = { isDeleted: true };

const video: VideoStanding = { visibility: 'private', courses: [] };
const owned = { ...video, ownerId: 'teacher' };
const uploadedByKey = { ...video, ownerId: 'uploader' };
const shown = (place: Partial<VideoStanding['courses'][number]>): VideoStanding => ({
  ...video,
  courses: [{ ...course, isLessonPublished: true, ...place }],
});

const theirs = shown({ instructorIds: ['x'] });
const shared: VideoStanding = { ...video, courses: [...shown({}).courses, ...shown({ instructorIds: ['x'] }).courses] };

describe('who may do what', () => {
  // A admin, K admin's key, T the course's instructor, k an instructor's key, t another instructor, s student, - anonymous
  it.each<[rule: string, who: string, may: (principal: Principal) => boolean]>([
    ['reach a route for anyone', 'AKTkts-', (p) => mayReach(p, 'anyone')],
    ['reach a route for whoever signed in', 'AKTkts', (p) => mayReach(p, 'signed-in')],
    ['reach a route for instructors', 'AKTkt', (p) => mayReach(p, 'instructor')],
    ['reach a route for administrators', 'AK', (p) => mayReach(p, 'admin')],
    ['administer', 'AK', mayAdminister],
    ['manage people', 'AK', mayManagePeople],
    ['invite an administrator', 'AK', (p) => mayInvite(p, 'admin')],
    ['invite an instructor', 'AK', (p) => mayInvite(p, 'instructor')],
    ['invite a student', 'AKTkt', (p) => mayInvite(p, 'student')],
    ['create a course', 'AKTkt', mayCreateCourse],
    ['edit a course', 'AKT', (p) => mayEditCourse(p, course)],
    ['edit a draft', 'AKT', (p) => mayEditCourse(p, { ...course, ...draft })],
    ['edit a course in the bin, to restore it', 'AKT', (p) => mayEditCourse(p, { ...course, ...binned })],
    ['edit a course they only take', 'AKT', (p) => mayEditCourse(p, enrolled)],
    [
      'edit a course that names a student as its instructor',
      'AK',
      (p) => mayEditCourse(p, { instructorIds: ['student'] }),
    ],
    ['see a published course', 'AKT', (p) => maySeeCourse(p, course)],
    ['see a published course they are enrolled in', 'AKTkts', (p) => maySeeCourse(p, enrolled)],
    ['see an open course', 'AKTkts', (p) => maySeeCourse(p, open)],
    ['see a course open to those with a link', 'AKT', (p) => maySeeCourse(p, linked)],
    ['see a draft they are enrolled in', 'AKT', (p) => maySeeCourse(p, { ...enrolled, ...draft })],
    ['see an open course in the bin', 'AKT', (p) => maySeeCourse(p, { ...open, ...binned })],
    ['take an open course without enrolling', 'AKT', (p) => mayTakeCourse(p, open)],
    ['take a course they are enrolled in', 'AKTkts', (p) => mayTakeCourse(p, enrolled)],
    ['take a draft', 'AKT', (p) => mayTakeCourse(p, { ...enrolled, ...draft })],
    ['take a course in the bin', 'AKT', (p) => mayTakeCourse(p, { ...enrolled, ...binned })],
    ['enrol themself in an open course', 'ATts', (p) => mayEnrolThemself(p, open)],
    ['enrol themself without the link', '', (p) => mayEnrolThemself(p, linked)],
    ['enrol themself with the link', 'ATts', (p) => mayEnrolThemself(p, linked, true)],
    ['enrol themself where a list decides', '', (p) => mayEnrolThemself(p, course, true)],
    ['enrol themself in a draft', '', (p) => mayEnrolThemself(p, { ...open, ...draft }, true)],
    ['enrol themself in a course in the bin', '', (p) => mayEnrolThemself(p, { ...open, ...binned }, true)],
    ['upload a video', 'AKTkt', mayUploadVideo],
    ['edit a video of nobody', 'AK', (p) => mayEditVideo(p, video)],
    ['edit their own video', 'AKT', (p) => mayEditVideo(p, owned)],
    ['edit the video their key uploaded', 'AKk', (p) => mayEditVideo(p, uploadedByKey)],
    ['edit a video of their course', 'AKT', (p) => mayEditVideo(p, shown({}))],
    ['edit a video they watch', 'AKT', (p) => mayEditVideo(p, shown({ isEnrolled: true }))],
    ['edit a public video', 'AK', (p) => mayEditVideo(p, { ...video, visibility: 'public' })],
    [
      'edit a video they uploaded before they became a student',
      'AK',
      (p) => mayEditVideo(p, { ...video, ownerId: 'student' }),
    ],
    ['delete their own video, whoever shows it', 'AKT', (p) => mayDeleteVideo(p, { ...theirs, ownerId: 'teacher' })],
    ['delete a video of another that only their courses show', 'AKT', (p) => mayDeleteVideo(p, shown({}))],
    ['delete a video that a course of others shows too', 'AK', (p) => mayDeleteVideo(p, shared)],
    ['delete a video of nobody', 'AK', (p) => mayDeleteVideo(p, video)],
    ['play a public video', 'AKTkts-', (p) => mayPlayVideo(p, { ...video, visibility: 'public' })],
    ['play a video in no lesson', 'AKT', (p) => mayPlayVideo(p, owned)],
    ['play a lesson of a course they are enrolled in', 'AKTkts', (p) => mayPlayVideo(p, shown({ isEnrolled: true }))],
    ['play a lesson of an open course without enrolling', 'AKT', (p) => mayPlayVideo(p, shown({ enrolment: 'open' }))],
    [
      'play a lesson that is a draft',
      'AKT',
      (p) => mayPlayVideo(p, shown({ isEnrolled: true, isLessonPublished: false })),
    ],
    ['play a lesson of a course that is a draft', 'AKT', (p) => mayPlayVideo(p, shown({ isEnrolled: true, ...draft }))],
    ['play a lesson of a course in the bin', 'AKT', (p) => mayPlayVideo(p, shown({ isEnrolled: true, ...binned }))],
  ])('%s: %s', (_rule, who, may) => {
    expect(those(may)).toBe(who);
  });

  it('is enough to take one of several courses that show a video', () => {
    const courses = [
      { ...course, isLessonPublished: true },
      { ...enrolled, isLessonPublished: true },
    ];
    expect(those((p) => mayPlayVideo(p, { ...video, courses }))).toBe('AKTkts');
  });
});
