import { appendFile, mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';

import { asDiskFull } from '../disk-room/as-disk-full.ts';
import type { CellKey, FilledCell } from '../../videos/cell.ts';
import type { CellStore, Lease } from '../../videos/cell-store.ts';

/**
 * Cells of one run on the command line: a journal of filled cells in a file, leases in memory (one process, no others).
 * A line cut off by a crash is passed over: its cell counts as empty and is encoded again.
 */
export async function openFolderCellStore(journalFile: string): Promise<CellStore> {
  await mkdir(path.dirname(journalFile), { recursive: true });
  const filled = new Map((await readJournal(journalFile)).map((cell) => [keyOf(cell), cell]));
  const leased = new Map<string, { fence: number; isUrgent: boolean }>();
  let fence = 0;
  // Ends a line that a crash cut off, so that the next one starts clean.
  await appendFile(journalFile, '\n').catch((cause: unknown) => {
    throw asDiskFull(cause, journalFile);
  });

  const append = async (entry: JournalEntry): Promise<void> => {
    const handle = await open(journalFile, 'a');
    try {
      await handle.appendFile(`${JSON.stringify(entry)}\n`);
      await handle.datasync();
    } catch (cause) {
      throw asDiskFull(cause, journalFile);
    } finally {
      await handle.close();
    }
  };
  return {
    async lease(wanted, _holder, urgent) {
      const isFree = (cell: CellKey): boolean => {
        const holder = leased.get(keyOf(cell));
        const isTakenOver = urgent !== undefined && keyOf(urgent) === keyOf(cell) && holder?.isUrgent === false;
        return !filled.has(keyOf(cell)) && (!holder || isTakenOver);
      };
      const cells = wanted.filter(isFree);
      if (cells.length === 0) return undefined;
      fence++;
      for (const cell of cells) leased.set(keyOf(cell), { fence, isUrgent: urgent !== undefined });
      return { fence, cells };
    },
    async markFilled(lease, cell) {
      if (leased.get(keyOf(cell))?.fence !== lease.fence) return false;
      await append({ cell });
      filled.set(keyOf(cell), cell);
      leased.delete(keyOf(cell));
      return true;
    },
    async isHeld(lease, cell) {
      return leased.get(keyOf(cell))?.fence === lease.fence;
    },
    async renew() {
      // Leases of this process end with it.
    },
    async release(lease: Lease) {
      for (const cell of lease.cells) if (leased.get(keyOf(cell))?.fence === lease.fence) leased.delete(keyOf(cell));
    },
    async listFilled() {
      return [...filled.values()];
    },
    async empty(cell) {
      await append({ emptied: { renditionId: cell.renditionId, segmentIndex: cell.segmentIndex } });
      filled.delete(keyOf(cell));
    },
  };
}

type JournalEntry = { readonly cell: FilledCell } | { readonly emptied: CellKey };

async function readJournal(file: string): Promise<FilledCell[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const cells = new Map<string, FilledCell>();
  for (const line of text.split('\n')) {
    const entry = parseLine(line);
    if (!entry) continue;
    if ('cell' in entry) cells.set(keyOf(entry.cell), entry.cell);
    else cells.delete(keyOf(entry.emptied));
  }
  return [...cells.values()];
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    return line ? (JSON.parse(line) as JournalEntry) : undefined;
  } catch {
    return undefined; // cut off by a crash
  }
}

function keyOf(cell: CellKey): string {
  return `${cell.renditionId}/${cell.segmentIndex}`;
}
