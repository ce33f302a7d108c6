export { apiKeys, auditLog, credentials, invitations, passwordLinks, people, sessions } from './accounts.ts';
export { cells, jobAttempts, revisions } from './cells.ts';
export { reencodes, retiredRevisions } from './reencodes.ts';
export { secrets } from './secrets.ts';
export { courseInstructors, courses, milestones, modules } from './training/courses.ts';
export { enrolmentLinks, enrolments, lessonProgress } from './training/learning.ts';
export { attachments, captions, lessons } from './training/lessons.ts';
export { deletions, retiredSources, videos } from './videos.ts';
export { workers } from './workers.ts';
