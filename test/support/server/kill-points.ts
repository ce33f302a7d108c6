/** Where a server may be killed. */
export const KILL_POINTS = [
  'after the plan or the upload is saved',
  'while the source is read',
  'before the playlists are stored',
  'after the playlists are stored',
  'while a chunk is encoded',
  'before a cell is stored',
  'after a cell is stored, before it is marked',
  'after a cell is marked',
  'after a picture is stored',
] as const;

/** One of them. */
export type KillPoint = (typeof KILL_POINTS)[number];
