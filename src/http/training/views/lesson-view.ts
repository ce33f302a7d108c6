import { z } from 'zod';

import { VIDEO_STATES } from '../../../videos/video.ts';
import { errorBody, videoView } from '../../video-view.ts';

/** How far somebody is in a lesson. */
export const lessonProgressView = z
  .object({
    positionSeconds: z.number(),
    coveragePercent: z.number().describe('Of the video, what was really played.'),
    isCompleted: z.boolean(),
  })
  .meta({ id: 'LessonProgress' });

/** What editors see of a video in a list of lessons. */
const lessonVideo = z.object({
  id: z.string(),
  state: z.enum(VIDEO_STATES),
  playable: z.boolean(),
  percent: z.number(),
  secondsLeft: z.number().optional(),
  perRendition: z.record(z.string(), z.number()),
  error: errorBody.shape.error.omit({ requestId: true }).optional(),
});

/** A lesson as lists show it. */
export const lessonSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    kind: z.enum(['video', 'text', 'both', 'empty']),
    isPublished: z.boolean(),
    durationSeconds: z.number().optional(),
    posterUrl: z.string().optional(),
    progress: lessonProgressView.optional().describe('Of the person who asks; absent: never opened.'),
    video: lessonVideo.optional().describe('For editors.'),
    replacement: lessonVideo.optional().describe('For editors: takes the place of the video once it can be played.'),
  })
  .meta({ id: 'LessonSummary' });

/** Captions of a lesson. */
export const captionsView = z
  .object({
    id: z.string(),
    language: z.string(),
    label: z.string(),
    url: z.string(),
    source: z.enum(['upload', 'video']).describe('`video`: they were in the file of the video.'),
    hiddenBy: z
      .enum(['editor', 'upload'])
      .optional()
      .describe('For editors: why they are not offered; `upload`: a file in the same language replaces them.'),
  })
  .meta({ id: 'Captions' });

/** A file beside a lesson. */
export const attachmentView = z
  .object({ id: z.string(), fileName: z.string(), sizeBytes: z.int(), url: z.string() })
  .meta({ id: 'Attachment' });

const chapterView = z.object({
  startSeconds: z.number().min(0).max(1_000_000),
  title: z.string().trim().min(1).max(200),
});

/** A whole lesson. */
export const lessonView = z
  .object({
    id: z.string(),
    courseId: z.string(),
    courseTitle: z.string(),
    moduleId: z.string(),
    title: z.string(),
    kind: z.enum(['video', 'text', 'both', 'empty']),
    text: z.string().describe('Markdown.'),
    isPublished: z.boolean(),
    mayEdit: z.boolean(),
    video: videoView.nullable().describe('With addresses for whoever asks.'),
    replacement: videoView.nullable().describe('For editors: takes the place of the video once it can be played.'),
    originalUrl: z
      .string()
      .optional()
      .describe(
        'The file as uploaded, for you alone; where the video failed and a browser can probably play the file.',
      ),
    captions: z.array(captionsView),
    chapters: z.array(chapterView),
    attachments: z.array(attachmentView),
    posterUrl: z.string().optional(),
    hasOwnPoster: z.boolean().describe('Set by an editor; else the poster is the one of the video.'),
    progress: lessonProgressView,
    previousLessonId: z.string().optional(),
    nextLessonId: z.string().optional(),
    version: z.int(),
  })
  .meta({ id: 'Lesson' });

/** A new lesson. */
export const newLesson = z
  .object({ title: z.string().trim().min(1).max(300), videoId: z.string().max(64).optional() })
  .meta({ id: 'NewLesson' });

/** What editors may change of a lesson. */
export const lessonChange = z
  .object({
    title: z.string().trim().min(1).max(300).optional(),
    text: z.string().max(200_000).optional(),
    isPublished: z.boolean().optional(),
    videoId: z.string().max(64).nullable().optional().describe('Null takes the video away.'),
    version: z.int().optional().describe('Refuses the change when somebody else changed the lesson since.'),
  })
  .meta({ id: 'LessonChange' });

/** Where parts of a lesson begin. */
export const chaptersChange = z.object({ chapters: z.array(chapterView).max(200) }).meta({ id: 'Chapters' });

/** Whether captions out of a video's file are offered. */
export const captionsChange = z.object({ isHidden: z.boolean() }).meta({ id: 'CaptionsChange' });

/** What a player reports. */
export const progressReport = z
  .object({
    positionSeconds: z.number().min(0).max(1_000_000),
    played: z
      .array(z.tuple([z.number().min(0).max(1_000_000), z.number().min(0).max(1_000_000)]))
      .max(200)
      .describe('What was played since the last report, in that order: seconds from and to.'),
    speed: z.number().min(0).max(16).describe('At most 4 counts.'),
  })
  .meta({ id: 'ProgressReport' });

/** Types of the above. */
export type LessonSummary = z.infer<typeof lessonSummary>;
export type LessonView = z.infer<typeof lessonView>;
