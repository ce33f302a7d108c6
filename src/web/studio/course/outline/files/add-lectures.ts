import { lessonEditing } from '../../../../shared/api/studio/lesson-editing.ts';
import type { Limits } from '../../../../shared/api/video.ts';
import { explain } from '../../../ui/tell-problem.ts';
import { checkFile } from '../../../uploads/check-file.ts';
import type { Refusal } from '../../../uploads/choose/refusals.tsx';
import { sendFile } from '../../../uploads/send-file.ts';
import { lectureTitle } from './lecture-title.ts';

/**
 * Makes a draft lesson of each file, in the order of their names as people count (2 before 10), and begins to upload.
 * Answers the files that were not taken.
 */
export async function addLectures(
  moduleId: string,
  files: readonly File[],
  limits: Limits | undefined,
  onAdded: () => Promise<void>,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  const inOrder = files.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  for (const file of inOrder) {
    const reason = checkFile(file, limits) ?? (await addLecture(moduleId, file, limits, onAdded));
    if (reason !== undefined) refusals.push({ fileName: file.name, reason });
  }
  return refusals;
}

async function addLecture(
  moduleId: string,
  file: File,
  limits: Limits | undefined,
  onAdded: () => Promise<void>,
): Promise<string | undefined> {
  try {
    const { id } = await lessonEditing.create(moduleId, lectureTitle(file.name));
    const refusal = sendFile(file, limits, { lessonId: id });
    void onAdded();
    return refusal;
  } catch (error) {
    return explain(error);
  }
}
