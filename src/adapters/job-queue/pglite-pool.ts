import { EventEmitter } from 'node:events';

import type { PGlite, Transaction } from '@electric-sql/pglite';

interface QueryResult<Row> {
  rows: Row[];
  rowCount: number;
}

interface Runner {
  query(text: string, parameters?: unknown[]): Promise<{ rows: unknown[]; affectedRows?: number }>;
  exec(text: string): Promise<{ rows: unknown[]; affectedRows?: number }[]>;
}

/**
 * A `pg.Pool` in shape over the one connection of PGlite, for BullMQ.
 *
 * A transaction that BullMQ begins by SQL is run inside PGlite's own `transaction`, so that nobody else's statements
 * fall into it.
 */
export class PGlitePool extends EventEmitter {
  /** BullMQ waits for notifications for up to an hour where the connection cannot be lost unnoticed, as here. */
  readonly options = { max: 10, keepAlive: true };
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super();
    this.setMaxListeners(100);
    this.#pglite = pglite;
  }

  async query<Row>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<Row>> {
    return await run(this.#pglite, text, parameters);
  }

  connect(): Promise<PGliteClient> {
    return Promise.resolve(new PGliteClient(this.#pglite));
  }

  /** The database belongs to whoever opened it. */
  end(): Promise<void> {
    return Promise.resolve();
  }
}

/** One "connection": its notifications and, between BEGIN and COMMIT, the database for itself. */
class PGliteClient extends EventEmitter {
  readonly #pglite: PGlite;
  readonly #stopListening: () => void;
  #transaction: OpenTransaction | undefined;

  constructor(pglite: PGlite) {
    super();
    this.setMaxListeners(100);
    this.#pglite = pglite;
    this.#stopListening = pglite.onNotification((channel, payload) => this.emit('notification', { channel, payload }));
  }

  async query<Row>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<Row>> {
    const statement = text.replaceAll(/--[^\n]*\n/g, '').trim();
    if (!this.#transaction && /^(BEGIN|START TRANSACTION)\b/i.test(statement)) {
      this.#transaction = await openTransaction(this.#pglite);
      return { rows: [], rowCount: 0 };
    }
    if (this.#transaction && /^(COMMIT|END)\b/i.test(statement)) return await this.#end('commit');
    if (this.#transaction && /^ROLLBACK\b(?!\s+TO)/i.test(statement)) return await this.#end('rollback');
    return await run(this.#transaction?.tx ?? this.#pglite, text, parameters);
  }

  async #end<Row>(how: 'commit' | 'rollback'): Promise<QueryResult<Row>> {
    const transaction = this.#transaction;
    this.#transaction = undefined;
    await transaction?.end(how);
    return { rows: [], rowCount: 0 };
  }

  release(): void {
    this.#stopListening();
    void this.#end('rollback');
  }

  async end(): Promise<void> {
    this.#stopListening();
    await this.#end('rollback');
  }
}

interface OpenTransaction {
  readonly tx: Transaction;
  end(how: 'commit' | 'rollback'): Promise<void>;
}

/** Turns PGlite's callback into a beginning and an end. */
async function openTransaction(pglite: PGlite): Promise<OpenTransaction> {
  return await new Promise((opened, failed) => {
    let finish: (how: 'commit' | 'rollback') => void = () => undefined;
    const ending = new Promise<'commit' | 'rollback'>((resolve) => (finish = resolve));
    const whole = pglite.transaction(async (tx) => {
      opened({
        tx,
        end: async (how) => {
          finish(how);
          await whole;
        },
      });
      if ((await ending) === 'rollback') await tx.rollback();
    });
    whole.catch(failed);
  });
}

async function run<Row>(runner: Runner, text: string, parameters?: readonly unknown[]): Promise<QueryResult<Row>> {
  // Statements without parameters may be several in one text: the last one's rows count, as in node-postgres.
  const result = parameters?.length ? await runner.query(text, [...parameters]) : (await runner.exec(text)).at(-1);
  const rows = (result?.rows ?? []) as Row[];
  return { rows, rowCount: rows.length || (result?.affectedRows ?? 0) };
}
