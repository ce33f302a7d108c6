import type { Principal, Role } from './principal.ts';

/**
 * Every rule of who may do what, as functions of plain values. Routes ask them; nothing else decides.
 *
 * An administrator may do everything that exists; a key acts with its role.
 */

/** What the rules need to know of a course, and of the one who asks in it. */
export interface CourseStanding {
  readonly instructorIds: readonly string[];
  readonly isPublished: boolean;
  /** In the bin. */
  readonly isDeleted: boolean;
  /** Whether the one who asks is enrolled. */
  readonly isEnrolled: boolean;
  /** Who may enrol themself: anybody, whoever has a link, nobody. */
  readonly enrolment: 'open' | 'link' | 'list';
}

/** A lesson that shows a video, and its course. */
export interface VideoPlace extends CourseStanding {
  readonly isLessonPublished: boolean;
}

/** What the rules need to know of a video. */
export interface VideoStanding {
  /** Person who uploaded it; absent: uploaded before there were accounts, or with a key. */
  readonly ownerId?: string;
  readonly visibility: 'private' | 'public';
  /** Every lesson that shows it, with its course. */
  readonly courses: readonly VideoPlace[];
}

/** How coarse a route decides; the fine rule is one of the functions below. */
export type Access = 'anyone' | 'signed-in' | 'instructor' | 'admin';

/** Whether somebody may call a route at all. */
export function mayReach(principal: Principal, access: Access): boolean {
  if (access === 'anyone') return true;
  const role = roleOf(principal);
  if (role === undefined) return false;
  return access === 'signed-in' || role === 'admin' || role === access;
}

/** People, keys, settings, storage, jobs, every video, the audit log. */
export function mayAdminister(principal: Principal): boolean {
  return roleOf(principal) === 'admin';
}

/** See, make, change and deactivate people; end their sessions. */
export function mayManagePeople(principal: Principal): boolean {
  return mayAdminister(principal);
}

/** Instructors invite students; who may do more is decided by an administrator. */
export function mayInvite(principal: Principal, role: Role): boolean {
  return mayAdminister(principal) || (roleOf(principal) === 'instructor' && role === 'student');
}

/** Its maker becomes its instructor. */
export function mayCreateCourse(principal: Principal): boolean {
  return isTeaching(principal);
}

/** Change, publish, enrol, delete, restore, duplicate; see who watched; retry its videos. */
export function mayEditCourse(principal: Principal, course: Pick<CourseStanding, 'instructorIds'>): boolean {
  if (mayAdminister(principal)) return true;
  return isTeaching(principal) && 'id' in principal && course.instructorIds.includes(principal.id);
}

/** Know that it exists: its title, description and list of lessons. */
export function maySeeCourse(principal: Principal, course: CourseStanding): boolean {
  if (mayEditCourse(principal, course)) return true;
  if (principal.kind === 'anonymous' || course.isDeleted || !course.isPublished) return false;
  return course.isEnrolled || course.enrolment === 'open';
}

/** Open its published lessons: text, attachments, videos. */
export function mayTakeCourse(principal: Principal, course: CourseStanding): boolean {
  if (mayEditCourse(principal, course)) return true;
  return principal.kind !== 'anonymous' && course.isPublished && !course.isDeleted && course.isEnrolled;
}

/** Enrol oneself; `hasLink`: a valid enrolment link of this course was opened. Keys take no courses. */
export function mayEnrolThemself(principal: Principal, course: CourseStanding, hasLink = false): boolean {
  if (principal.kind !== 'person' || !course.isPublished || course.isDeleted) return false;
  return course.enrolment === 'open' || (course.enrolment === 'link' && hasLink);
}

/** Send a new video. */
export function mayUploadVideo(principal: Principal): boolean {
  return isTeaching(principal);
}

/** See its state, rename, publish, retry, cancel; show it in a course of one's own. */
export function mayEditVideo(principal: Principal, video: VideoStanding): boolean {
  if (mayAdminister(principal)) return true;
  if (!isTeaching(principal) || !('id' in principal)) return false;
  return video.ownerId === principal.id || video.courses.some((course) => mayEditCourse(principal, course));
}

/** Delete it everywhere: who uploaded it, and who may edit every course that shows it, lessons in the bin too. */
export function mayDeleteVideo(principal: Principal, video: VideoStanding): boolean {
  if (!mayEditVideo(principal, video)) return false;
  const isOwner = 'id' in principal && video.ownerId === principal.id;
  return mayAdminister(principal) || isOwner || video.courses.every((course) => mayEditCourse(principal, course));
}

/** Fetch its playlists, segments and images. */
export function mayPlayVideo(principal: Principal, video: VideoStanding): boolean {
  if (video.visibility === 'public' || mayEditVideo(principal, video)) return true;
  return video.courses.some((course) => course.isLessonPublished && mayTakeCourse(principal, course));
}

function roleOf(principal: Principal): Role | undefined {
  return principal.kind === 'anonymous' ? undefined : principal.role;
}

function isTeaching(principal: Principal): boolean {
  const role = roleOf(principal);
  return role === 'admin' || role === 'instructor';
}
