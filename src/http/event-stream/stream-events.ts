import { z } from 'zod';

import { videoView } from '../video-view.ts';

/**
 * What `GET /api/v1/events` sends: `event: <name>` and one line of JSON.
 *
 * First `snapshot`, then `video` for each video that changed (a few times a second at most) and `deleted`.
 * With `?videos=a,b` only those videos. A comment line every 15 s keeps the connection open.
 */
export const streamEvents = {
  /** The videos asked for, or the newest 100: all that exist of them. */
  snapshot: z.object({ videos: z.array(videoView) }),
  /** The whole video, as `GET /api/v1/videos/:id` gives it. */
  video: videoView,
  deleted: z.object({ id: z.string() }),
  /** A course named in `?courses=`, or a lesson of it, changed. */
  course: z.object({ id: z.string() }),
} as const;

/** Names of the events. */
export type StreamEventName = keyof typeof streamEvents;
