import { describe, expect, it } from 'vitest';

import type { LecternEvent } from '../../events/lectern-event.ts';
import type { WantedCell } from '../../videos/cell.ts';
import type { CellState } from '../../videos/revision-store.ts';
import { HeldCells } from './held-cells.ts';

const CELL: WantedCell = { videoId: 'v', revisionId: 'r', renditionId: '360p', segmentIndex: 7 };
const never = new AbortController().signal;

/** A clock that a test moves, an event bus that a test speaks through, and what was asked of the tables and the pipeline. */
function harness(states: CellState[] = [], isComing = true) {
  let now = 0;
  const timers: { at: number; callback: () => void }[] = [];
  let listener: ((event: LecternEvent) => void) | undefined;
  let gap: (() => void) | undefined;
  const asked = { states: 0, wanted: 0, left: 0 };
  const held = new HeldCells({
    holdMs: 8000,
    clock: {
      nowMs: () => now,
      every: () => () => {},
      after(ms, callback) {
        const timer = { at: now + ms, callback };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
    },
    events: {
      subscribe(callback, onGap) {
        listener = callback;
        gap = onGap;
        return () => (listener = undefined);
      },
    },
    urgent: {
      want: async () => {
        asked.wanted++;
        return isComing;
      },
      leave: async () => void asked.left++,
    },
    cellState: async () => {
      asked.states++;
      return states.shift() ?? 'empty';
    },
  });
  return {
    held,
    asked,
    timers,
    isListening: () => listener !== undefined,
    tell: (event: LecternEvent) => listener?.(event),
    tellGap: () => gap?.(),
    move(ms: number) {
      now += ms;
      for (const timer of timers.filter((each) => each.at <= now)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.callback();
      }
    },
  };
}

/** Lets the promises that are ready settle. */
const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('HeldCells', () => {
  it('releases every viewer of a cell when it is filled, and says how long they waited', async () => {
    const h = harness();
    const answers = [h.held.hold(CELL, never), h.held.hold(CELL, never), h.held.hold(CELL, never)];
    await settle();
    h.move(1200);
    h.tell({ type: 'cell.filled', ...CELL });
    expect(await Promise.all(answers)).toEqual(answers.map(() => ({ outcome: 'filled', heldMs: 1200 })));
    expect(h.held.size).toBe(0);
    expect(h.timers).toHaveLength(0);
  });

  it('asks the tables once a request, however long it is held', async () => {
    const h = harness();
    const answer = h.held.hold(CELL, never);
    await settle();
    for (let i = 0; i < 79; i++) h.move(100);
    h.tell({ type: 'cell.filled', ...CELL, segmentIndex: 8 });
    await settle();
    expect(h.asked.states).toBe(1);
    h.tell({ type: 'cell.filled', ...CELL });
    expect((await answer).outcome).toBe('filled');
    expect(h.asked.states).toBe(1);
  });

  it('looks again after a gap in the events, once for all viewers of a cell', async () => {
    const h = harness(['empty', 'empty', 'empty', 'filled']);
    const answers = [h.held.hold(CELL, never), h.held.hold(CELL, never)];
    await settle();
    h.tellGap();
    await settle();
    expect(h.held.size).toBe(1);
    h.tellGap();
    expect((await Promise.all(answers)).map(({ outcome }) => outcome)).toEqual(['filled', 'filled']);
    expect(h.asked.states).toBe(4);
  });

  it('sees a cell that was filled just before it listened', async () => {
    const h = harness(['filled']);
    expect((await h.held.hold(CELL, never)).outcome).toBe('filled');
  });

  it('does not hold a request for a cell that nobody will encode', async () => {
    const h = harness([], false);
    expect(await h.held.hold(CELL, never)).toEqual({ outcome: 'too-late', heldMs: 0 });
  });

  it('gives up after the longest hold, and takes the urgency away when the viewer does not come back', async () => {
    const h = harness();
    const answer = h.held.hold(CELL, never);
    await settle();
    h.move(8000);
    expect(await answer).toEqual({ outcome: 'too-late', heldMs: 8000 });
    h.move(2900);
    expect(h.asked.left).toBe(0);
    h.move(100);
    expect(h.asked.left).toBe(1);
    expect(h.timers).toHaveLength(0);
  });

  it('keeps the turn of a viewer who comes back when told', async () => {
    const h = harness();
    const first = h.held.hold(CELL, never);
    await settle();
    h.move(8000);
    await first;
    h.move(1000);
    const again = h.held.hold(CELL, never);
    await settle();
    h.move(5000);
    expect(h.asked.left).toBe(0);
    h.tell({ type: 'cell.filled', ...CELL });
    expect((await again).outcome).toBe('filled');
    expect(h.timers).toHaveLength(0);
  });

  it('takes the urgency away only with the last viewer', async () => {
    const h = harness();
    const first = new AbortController();
    const answers = [h.held.hold(CELL, first.signal), h.held.hold(CELL, never)];
    await settle();
    first.abort();
    expect((await answers[0])?.outcome).toBe('left');
    expect(h.asked.left).toBe(0);
    h.move(8000);
    expect((await answers[1])?.outcome).toBe('too-late');
    h.move(3000);
    expect(h.asked.left).toBe(1);
  });

  it('lets go when the video fails or is deleted', async () => {
    const h = harness();
    const answer = h.held.hold(CELL, never);
    await settle();
    h.tell({ type: 'video.failed', videoId: 'another' });
    h.tell({ type: 'video.failed', videoId: 'v' });
    expect((await answer).outcome).toBe('too-late');
  });

  it('lets everybody go when the server stops', async () => {
    const h = harness();
    const answer = h.held.hold(CELL, never);
    await settle();
    h.held.close();
    expect((await answer).outcome).toBe('too-late');
    expect(h.isListening()).toBe(false);
    // Over connections that are still open: nobody would tell them any more.
    expect((await h.held.hold(CELL, never)).outcome).toBe('too-late');
  });
});
