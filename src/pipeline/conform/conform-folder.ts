import { videoWorkFolder, type WorkContext } from '../work/work-context.ts';

/**
 * Gives `work` a new private folder in which a video's plan is made; what attempts that were killed left of the video goes
 * first. The folder goes when `work` ends, unless it answers that a rewritten source stays in it: of an attempt that failed
 * too, since the next one may wait for the very room that its file takes.
 */
export async function inConformFolder(
  { files, settings }: Pick<WorkContext, 'files' | 'settings'>,
  videoId: string,
  work: (workFolder: string) => Promise<{ readonly holdsSource: boolean }>,
): Promise<void> {
  const parent = videoWorkFolder(settings, videoId);
  await files.remove(parent);
  const workFolder = await files.makeFolder(parent, 'prepare');
  let isKept = false;
  try {
    isKept = (await work(workFolder)).holdsSource;
  } finally {
    if (!isKept) await files.remove(workFolder);
  }
}
