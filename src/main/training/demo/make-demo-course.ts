import { existsSync } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { newId } from '../../../kernel/ids.ts';
import { beginUpload } from '../../../pipeline/upload/begin-upload.ts';
import { finishUpload } from '../../../pipeline/upload/finish-upload.ts';
import { writeWebVtt } from '../../../training/captions/write-web-vtt.ts';
import type { OpenWork } from '../../serve/open-work.ts';
import type { OpenTraining } from '../open-training.ts';
import { DEMO_COURSE, DEMO_LESSONS, type DemoLesson, type DemoSlide } from './demo-lessons.ts';
import { lectureArguments } from './lecture-arguments.ts';

/** Where systems have a font without asking fontconfig, which the confinement of FFmpeg hides. */
const FONTS = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/TTF/DejaVuSans.ttf',
  '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf',
  '/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf',
];
const DRAWING_TIMEOUT_MS = 120_000;

/** What making the demo needs. */
export interface DemoParts {
  readonly training: OpenTraining;
  readonly work: OpenWork;
  readonly signal: AbortSignal;
}

/**
 * On the very first start: one published course, open to everybody, whose videos are drawn here and uploaded as any other.
 * Never again, also when it was deleted. False: nothing was made.
 */
export async function makeDemoCourse({ training, work, signal }: DemoParts): Promise<boolean> {
  const { courses } = training.context;
  const { videos } = work.context;
  if (!(await courses.reachMilestone('demo-course'))) return false;
  if ((await courses.areThereAny()) || (await videos.list({ limit: 1 })).videos.length > 0) return false;
  const lessonIds = await makeCourse(training);
  for (const [i, lesson] of DEMO_LESSONS.entries()) {
    await addVideo({ training, work, signal }, lessonIds[i] ?? '', lesson);
  }
  return true;
}

/** The course with its texts, at once; its videos follow one by one. */
async function makeCourse({ context: { courses, outline, lessons, lessonFiles } }: OpenTraining): Promise<string[]> {
  const [courseId, moduleId] = [newId(), newId()];
  const { title, summary, description, moduleTitle } = DEMO_COURSE;
  await courses.create({ id: courseId, title, instructorIds: [] });
  await outline.addModule({ id: moduleId, courseId, title: moduleTitle });
  const ids: string[] = [];
  for (const lesson of DEMO_LESSONS) {
    const id = newId();
    await lessons.create({ id, courseId, moduleId, title: lesson.title });
    const chapters = startsOf(lesson.slides).map(({ slide, startSeconds }) => ({ startSeconds, title: slide.heading }));
    await lessons.change(id, { text: lesson.text, chapters, isPublished: true });
    await lessonFiles.addCaptions({ id: newId(), lessonId: id, language: 'en', label: 'English' }, captionsOf(lesson));
    ids.push(id);
  }
  await courses.change(courseId, { summary, description, isPublished: true, enrolment: 'open' });
  return ids;
}

/** Draws a lecture (some seconds of one processor) and hands it in as an upload. */
async function addVideo({ training, work, signal }: DemoParts, lessonId: string, lesson: DemoLesson): Promise<void> {
  const { context, folders } = work;
  const workFolder = await context.files.makeFolder(context.settings.workRoot, 'demo');
  try {
    const file = `${workFolder}/lecture.mp4`;
    const draw = async (fontFile: string | undefined): Promise<boolean> => {
      const { exitCode } = await context.tools.run({
        tool: 'ffmpeg',
        args: lectureArguments(lesson, fontFile, file),
        readablePaths: [],
        workFolder,
        timeoutMs: DRAWING_TIMEOUT_MS,
        signal,
      });
      signal.throwIfAborted();
      return exitCode === 0;
    };
    const fontFile = FONTS.find((each) => existsSync(each));
    // An FFmpeg without drawtext draws slides without words.
    if (!(await draw(fontFile)) && !(await draw(undefined))) throw new Error('FFmpeg could not draw a lecture');
    const { size: sizeBytes } = await stat(file);
    const { id } = await beginUpload(context, { id: newId(), fileName: 'demo.mp4', title: lesson.title, sizeBytes });
    await training.uploads.attach(lessonId, id);
    await mkdir(folders.uploads, { recursive: true });
    await copyFile(file, path.join(folders.uploads, id));
    await finishUpload(context, id, sizeBytes);
  } finally {
    await context.files.remove(workFolder);
  }
}

function captionsOf({ slides }: DemoLesson): string {
  return writeWebVtt(
    startsOf(slides).map(({ slide, startSeconds }) => ({
      startMs: startSeconds * 1000 + 500,
      endMs: (startSeconds + slide.seconds) * 1000 - 500,
      settings: '',
      lines: [`${slide.heading}: ${slide.lines.join(' ')}.`],
    })),
  );
}

function startsOf(slides: readonly DemoSlide[]): { slide: DemoSlide; startSeconds: number }[] {
  let startSeconds = 0;
  return slides.map((slide) => {
    const begin = startSeconds;
    startSeconds += slide.seconds;
    return { slide, startSeconds: begin };
  });
}
