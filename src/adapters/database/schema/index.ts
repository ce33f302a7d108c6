export { cells, jobAttempts, revisions } from './cells.ts';
export { deletions, videos } from './videos.ts';
