import { z } from 'zod';

import { VIDEO_STATES, VISIBILITIES } from '../videos/video.ts';

/** An error as every answer of the API carries it. */
export const errorBody = z
  .object({
    error: z.object({
      code: z.string().describe('Stable name for programs; listed in docs/reference/error-codes.md.'),
      message: z.string().describe('What happened, in a plain sentence.'),
      action: z.string().describe('The one thing to do about it.'),
      requestId: z.string().describe("Finds the request in the server's log."),
    }),
  })
  .meta({ id: 'Error' });

/** One quality of a video. */
const renditionView = z
  .object({
    id: z.string().describe('`720p`, `audio` …'),
    kind: z.enum(['video', 'audio']),
    width: z.int().optional(),
    height: z.int().optional(),
    frameRate: z.number().optional().describe('Frames per second.'),
    codecs: z.string().describe('RFC 6381, such as `avc1.64001f`.'),
    maxBitrateBps: z.int().describe('Cap, not a target: slides cost what slides need.'),
    language: z.string().optional(),
    name: z.string().optional(),
  })
  .meta({ id: 'Rendition' });

/** How far the encode is. */
const progressView = z
  .object({
    percent: z.number().min(0).max(100).describe('Filled cells over all cells, one decimal.'),
    perRendition: z.record(z.string(), z.number()).describe('Percent by rendition id.'),
    secondsLeft: z
      .number()
      .optional()
      .describe("From this video's own cell costs; absent until enough cells are filled to tell."),
  })
  .meta({ id: 'Progress' });

/** Another file that is being made ready. */
const replacementView = z
  .object({
    fileName: z.string(),
    percent: z.number().min(0).max(100).describe('Filled cells over all cells, one decimal.'),
    secondsLeft: z.number().optional(),
    error: errorBody.shape.error.omit({ requestId: true }).optional().describe('Why it failed; what plays goes on.'),
  })
  .describe(
    'Another file for a ready video, for those who may edit it: the same addresses lead to it once it is proven.',
  )
  .meta({ id: 'Replacement' });

/** A video as the API shows it. */
export const videoView = z
  .object({
    id: z.string(),
    title: z.string(),
    fileName: z.string().optional().describe('For those who may edit it.'),
    sizeBytes: z.int().optional(),
    ownerId: z.string().optional().describe('Person or key that uploaded it; for those who may edit it.'),
    visibility: z
      .enum(VISIBILITIES)
      .optional()
      .describe('`public`: whoever has the address may play it, without signing in; for those who may edit it.'),
    mayDelete: z
      .boolean()
      .optional()
      .describe('Whether you may delete it everywhere; for those who may edit it. See `DELETE /videos/:id`.'),
    state: z.enum(VIDEO_STATES),
    playable: z.boolean().describe('A player can start now, even while the rest is still being encoded.'),
    hlsUrl: z
      .string()
      .optional()
      .describe(
        '`master.m3u8`, for you alone; present from the moment the playlists exist. See `POST /videos/:id/playback`.',
      ),
    dashUrl: z.string().optional(),
    filledUrl: z
      .string()
      .optional()
      .describe('Which segments exist, for players; present beside `hlsUrl` until the video is ready.'),
    posterUrl: z.string().optional().describe('Present once the poster is made.'),
    contactSheetUrl: z.string().optional(),
    durationSeconds: z.number().optional(),
    renditions: z.array(renditionView).describe('Lowest first, then audio; empty until the plan is made.'),
    progress: progressView,
    notes: z.array(z.string()).describe('What was done to an odd source, in plain sentences.'),
    error: errorBody.shape.error.omit({ requestId: true }).optional().describe('Why it failed.'),
    replaces: z
      .string()
      .optional()
      .describe(
        'It is an upload whose file takes the place of this video’s when it has arrived; it has no stream itself.',
      ),
    replacement: replacementView.optional(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    uploadedAt: z.iso.datetime().optional(),
    readyAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Video' });

/** One page of the list, newest first. */
export const videoPage = z
  .object({
    videos: z.array(videoView),
    nextCursor: z.string().optional().describe('Pass as `cursor` for the next page; absent on the last.'),
  })
  .meta({ id: 'VideoPage' });

/** Query of the list. */
export const videoPageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
});

/** What an owner may change. */
export const videoChange = z
  .object({ title: z.string().trim().min(1).max(300).optional(), visibility: z.enum(VISIBILITIES).optional() })
  .refine((change) => Object.keys(change).length > 0, 'wanted a title or a visibility')
  .meta({ id: 'VideoChange' });

/** Fresh addresses for a player. */
export const playbackView = z
  .object({
    hlsUrl: z.string(),
    dashUrl: z.string(),
    filledUrl: z.string().optional().describe('Which segments exist; absent once the video is ready.'),
    expiresAt: z.iso.datetime().optional().describe('Refused from then on; absent for an address of a public video.'),
  })
  .meta({ id: 'Playback' });

/** Types of the above. */
export type VideoView = z.infer<typeof videoView>;
