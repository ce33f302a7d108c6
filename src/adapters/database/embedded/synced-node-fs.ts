import { fsyncSync } from 'node:fs';

import { NodeFS } from '@electric-sql/pglite/nodefs';

interface EmscriptenNodeFs {
  stream_ops: { fsync?: (stream: { nfd: number }) => number };
}

type InitParameters = Parameters<NodeFS['init']>;

/**
 * PGlite's folder, with a real fsync: PGlite's own does nothing, so a power cut could lose what was committed.
 *
 * In place before the first write, so that recovery is covered too. Needs `-c wal_sync_method=fsync`: PostgreSQL's
 * default, fdatasync, is empty in Emscripten. `NODEFS` is internal to PGlite: a test counts the calls.
 */
export class SyncedNodeFs extends NodeFS {
  /** Called after each fsync; tests count. */
  onSync: (() => void) | undefined;
  /** False only while a new database is unpacked: PostgreSQL would sync its thousand files one by one. */
  isSyncing = true;

  override async init(...[pg, options]: InitParameters): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options);
    const patch = (module: unknown): void => {
      const nodeFs = (module as { NODEFS?: EmscriptenNodeFs }).NODEFS;
      if (!nodeFs) throw new Error('bug: this PGlite has no NODEFS, so its writes cannot be made durable');
      nodeFs.stream_ops.fsync = ({ nfd }) => {
        if (!this.isSyncing) return 0;
        fsyncSync(nfd);
        this.onSync?.();
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...[emscriptenOpts.preRun ?? []].flat(), patch] } };
  }
}
