import { randomBytes } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

import { AppError } from '../../../kernel/app-error.ts';
import type { Database } from '../database.ts';
import { dumpTables, type RowSink } from './dump-tables.ts';
import type { RowBatch } from './load-tables.ts';

/** All rows as text: `#table`, then its rows, one JSON a line; at last `#`, without which it is cut off. */
export interface SpooledTables {
  readonly migration: number;
  /** Once only; the file is gone afterwards. */
  readonly text: AsyncIterable<Uint8Array>;
}

/** Where a table begins; rows begin with a brace. */
const MARK = '#';
/** Rows are handed on by about as much text. */
const BATCH_CHARACTERS = 1024 * 1024;

/**
 * Writes all tables of one moment, but those left out, to a file without a name in `folder`, so that the database is held up only as long as
 * reading it takes, however slowly the rows are fetched.
 */
export async function spoolTables(
  db: Database,
  folder: string,
  leftOut: readonly string[] = [],
): Promise<SpooledTables> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `tables-${randomBytes(8).toString('hex')}.spool`);
  const handle = await open(file, 'wx+', 0o600);
  try {
    await rm(file);
    let migration = 0;
    let table = '';
    const sink: RowSink = {
      async begin(applied) {
        migration = applied;
      },
      async rows(name, rows) {
        const head = name === table ? '' : `${MARK}${name}\n`;
        table = name;
        await handle.write(`${head}${rows.join('\n')}\n`);
      },
    };
    await dumpTables(db, sink, leftOut);
    await handle.write(`${MARK}\n`);
    return { migration, text: handle.createReadStream({ start: 0, highWaterMark: 256 * 1024 }) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads that text again, in batches of about 1 MiB. Throws AppError BACKUP_UNWRITABLE when it is cut off. */
export async function* readSpooled(text: AsyncIterable<Uint8Array>): AsyncGenerator<RowBatch> {
  const decoder = new StringDecoder('utf8');
  let table = '';
  let rows: string[] = [];
  let size = 0;
  let rest = '';
  for await (const bytes of text) {
    const lines = (rest + decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const isMark = line.startsWith(MARK);
      if (rows.length > 0 && (isMark || size > BATCH_CHARACTERS)) {
        yield { table, rows };
        rows = [];
        size = 0;
      }
      if (line === MARK) return;
      if (isMark) table = line.slice(1);
      else {
        rows.push(line);
        size += line.length;
      }
    }
  }
  throw new AppError('BACKUP_UNWRITABLE', { message: 'The server ended while its tables were read.', retry: 'now' });
}
