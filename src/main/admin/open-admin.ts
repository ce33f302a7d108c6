import type { AuditLog } from '../../accounts/audit-log.ts';
import { countForAdmin, measureStorage } from '../../adapters/database/stores/admin/admin-figures.ts';
import { listAdminVideos } from '../../adapters/database/stores/admin/list-videos.ts';
import type { Config } from '../../config/settings.ts';
import type { AdminContext } from '../../http/admin/admin-context.ts';
import type { ReadinessChecks } from '../../http/health.ts';
import type { OpenWork } from '../serve/open-work.ts';

/** Puts together what administrators see and do. */
export function openAdmin(options: {
  readonly config: Config;
  readonly work: OpenWork;
  readonly readiness: ReadinessChecks;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly version: string;
}): AdminContext {
  const { config, work, readiness, audit, version } = options;
  const { db } = work.database;
  return {
    work: work.context,
    queries: {
      listVideos: async (query) => await listAdminVideos(db, query),
      counts: async () => await countForAdmin(db),
      storage: async () => await measureStorage(db),
    },
    workers: work.workers,
    readQueues: async () => (await work.queueView?.read()) ?? [],
    readiness,
    audit,
    config,
    version,
    ...(work.queueView && { queueBoard: work.queueView.plugin }),
  };
}
