import path from 'node:path';

import { newPasswordUrl } from '../../accounts/sign-in/password-links.ts';
import { normalEmail } from '../../accounts/people/person-store.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { Database } from '../../adapters/database/database.ts';
import { openEmbeddedDatabase } from '../../adapters/database/embedded/open-embedded.ts';
import { openPostgresDatabase } from '../../adapters/database/postgres/open-postgres.ts';
import { createAuditLog } from '../../adapters/database/stores/accounts/audit-log.ts';
import { createPasswordLinkStore } from '../../adapters/database/stores/accounts/password-link-store.ts';
import { createPersonStore } from '../../adapters/database/stores/accounts/person-store.ts';
import { readConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { AppError } from '../../kernel/app-error.ts';
import { createLogger, type Logger } from '../../kernel/logger.ts';

/**
 * Prints a link by which somebody chooses a new password, for when nobody can sign in. With the embedded database the
 * server must be stopped meanwhile. Throws AppError PERSON_NOT_FOUND, DATA_IN_USE or DATABASE_*.
 */
export async function adminLink(args: { readonly email: string }): Promise<number> {
  const config = readConfig(process.env);
  const database = await openTables(config, createLogger(config.logLevel));
  const { db } = database;
  try {
    const email = normalEmail(args.email);
    const person = await createPersonStore(db).findByEmail(email);
    if (!person) throw new AppError('PERSON_NOT_FOUND', { message: `There is no account for ${email}.` });
    const context = { passwordLinks: createPasswordLinkStore(db), clock: systemClock };
    const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
    const subject = { kind: 'person', id: person.id, name: person.name };
    await createAuditLog(db).record({ actor: 'system', action: 'password.link', subject });
    process.stdout.write(`${await newPasswordUrl(context, person.id, publicUrl)}\n`);
    return 0;
  } finally {
    await database.close();
  }
}

async function openTables(config: Config, logger: Logger): Promise<{ db: Database; close(): Promise<void> }> {
  const { databaseUrl: url, dataFolder } = config;
  if (url !== undefined) return await openPostgresDatabase({ url, connections: 2, logger });
  return await openEmbeddedDatabase({ folder: path.resolve(dataFolder, 'database'), logger });
}
