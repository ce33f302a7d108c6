import { silentLogger } from '../../kernel/logger.ts';
import type { Config } from '../../config/settings.ts';
import { createPublicCopyStore } from '../../adapters/database/stores/public-copy-store.ts';
import { comparePublicCopies } from '../../pipeline/public-copy/compare-public-copies.ts';
import { compareStorage, type StorageDifference } from '../../pipeline/upkeep/compare-storage.ts';
import { openWork } from '../serve/open-work.ts';
import type { Finding } from './doctor-finding.ts';

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
    const differences: StorageDifference[] = [];
    for await (const difference of compareStorage(work.context)) differences.push(difference);
    const copies = createPublicCopyStore(work.database.db);
    const isWanted = config.publicMediaUrl !== undefined;
    const { signal } = new AbortController();
    const compared = comparePublicCopies({ ...work.context, copies, isWanted, signal });
    for await (const difference of compared) differences.push(difference);
    for (const { message, mend } of differences) {
      if (mend && isMending) await mend();
      const fix = mend ? 'Run lectern doctor --storage --mend.' : BY_HAND;
      findings.push(
        mend && isMending
          ? { topic: 'storage', status: 'ok', message: `mended: ${message}` }
          : { topic: 'storage', status: 'fail', message, fix },
      );
    }
    if (findings.length > 0) return findings;
    return [{ topic: 'storage', status: 'ok', message: 'tables and storage agree' }];
  } finally {
    await work.close();
  }
}
