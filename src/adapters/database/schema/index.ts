export { cells, jobAttempts, revisions } from './cells.ts';
export { secrets } from './secrets.ts';
export { deletions, videos } from './videos.ts';
