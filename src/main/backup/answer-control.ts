import { listenControlSocket } from '../../adapters/control-socket/listen-control-socket.ts';
import type { Database } from '../../adapters/database/database.ts';
import { spoolTables } from '../../adapters/database/transfer/spool-tables.ts';
import type { Logger } from '../../kernel/logger.ts';
import { listVideoIds, MIGRATION_HEADER, NOT_BACKED_UP, TABLES_ROUTE, VIDEO_IDS_ROUTE } from './open-tables.ts';

/** Lets `lectern backup` read the embedded tables of a running server. Answers how to stop. */
export async function answerControl(dataFolder: string, db: Database, logger: Logger): Promise<() => Promise<void>> {
  return await listenControlSocket(
    dataFolder,
    {
      [TABLES_ROUTE]: async () => {
        const { migration, text } = await spoolTables(db, dataFolder, NOT_BACKED_UP);
        return { headers: { [MIGRATION_HEADER]: String(migration) }, body: text };
      },
      [VIDEO_IDS_ROUTE]: async () => ({ body: [Buffer.from(JSON.stringify(await listVideoIds(db)))] }),
    },
    logger,
  );
}
