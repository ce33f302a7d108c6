import { AppError } from '../../kernel/app-error.ts';
import { silentLogger } from '../../kernel/logger.ts';
import type { Config } from '../../config/settings.ts';
import { createLessonFileStore } from '../../adapters/database/stores/training/lesson-file-store.ts';
import { createPublicCopyStore } from '../../adapters/database/stores/public-copy-store.ts';
import { comparePublicCopies } from '../../pipeline/public-copy/compare-public-copies.ts';
import { compareStorage, type StorageDifference } from '../../pipeline/upkeep/compare-storage.ts';
import { compareLessonFiles, type LessonFileDifference } from '../../training/lessons/compare-lesson-files.ts';
import { openWork } from '../serve/open-work.ts';
import type { Finding } from './doctor-finding.ts';

/** Of a video, or of a file beside a lesson. */
type Difference = Pick<StorageDifference, 'message' | 'mend' | 'afterwards'> & Pick<LessonFileDifference, 'byHand'>;

/** What is said of each difference that only a person can mend. */
const BY_HAND = 'Encode the video anew in the administration, or upload it again.';

/**
 * Compares tables and storage, and with `isMending` makes them agree. Nobody may be at work meanwhile.
 *
 * Throws AppError DATA_IN_USE while a server runs on the same data, DATABASE_*, REDIS_UNREACHABLE or S3_*.
 */
export async function storageFindings(config: Config, isMending: boolean): Promise<Finding[]> {
  const work = await openWork(config, silentLogger());
  try {
    const findings: Finding[] = [];
    // All are found before the first is mended: what is being listed stays as it is.
    const differences: Difference[] = [];
    for await (const difference of compareStorage(work.context)) differences.push(difference);
    const copies = createPublicCopyStore(work.database.db);
    const isWanted = config.publicMediaUrl !== undefined;
    const { signal } = new AbortController();
    const compared = comparePublicCopies({ ...work.context, copies, isWanted, signal });
    for await (const difference of compared) differences.push(difference);
    const lessonFiles = createLessonFileStore(work.database.db);
    for await (const difference of compareLessonFiles(work.context.objects, lessonFiles)) differences.push(difference);
    for (const difference of differences) findings.push(await findingOf(difference, isMending));
    if (findings.length > 0) return findings;
    return [{ topic: 'storage', status: 'ok', message: 'tables and storage agree' }];
  } finally {
    await work.close();
  }
}

async function findingOf({ message, mend, afterwards, byHand }: Difference, isMending: boolean): Promise<Finding> {
  const topic = 'storage';
  if (!mend) return { topic, status: 'fail', message, fix: byHand ?? BY_HAND };
  if (!isMending) return { topic, status: 'fail', message, fix: 'Run lectern doctor --storage --mend.' };
  try {
    await mend();
    return { topic, status: 'ok', message: `mended: ${[message, afterwards].filter(Boolean).join('; ')}` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Something else that lacks; it is told of too.
    return { topic, status: 'fail', message: `${message}; it could not be mended: ${error.message}`, fix: BY_HAND };
  }
}
